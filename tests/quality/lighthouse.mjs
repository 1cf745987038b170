// Lighthouse on the pages that standard input names as JSON; one line of JSON for each page.
// A page whose performance falls short is tried up to `tries` times, and its best run counts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { chrome, flags, packages, pages, tries } = JSON.parse(readFileSync(0, "utf8"));
const { resolve } = createRequire(packages);
const load = (name) => import(pathToFileURL(resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const browser = await launch({
  chromePath: chrome,
  chromeFlags: ["--headless", ...flags],
  logLevel: "silent",
});
try {
  for (const { name, url, indexed } of pages) {
    let best;
    for (let run = 0; run < tries; run += 1) {
      const { lhr } = await lighthouse(url, {
        port: browser.port,
        logLevel: "silent",
        onlyCategories: CATEGORIES,
        disableFullPageScreenshot: true,
        skipAudits: indexed ? [] : ["is-crawlable"],
      });
      if (!best || lhr.categories.performance.score > best.categories.performance.score) best = lhr;
      if (best.categories.performance.score === 1) break;
    }
    const scores = CATEGORIES.map((category) => Math.round(best.categories[category].score * 100));
    const lost = CATEGORIES.flatMap((category) =>
      best.categories[category].auditRefs
        .filter(({ id, weight }) => weight && best.audits[id].score !== null && best.audits[id].score < 1)
        .map(({ id }) => {
          const { title, details } = best.audits[id];
          return { id, category, title, where: details?.items?.[0]?.node?.selector ?? "" };
        }),
    );
    console.log(JSON.stringify({ name, scores, lost, error: best.runtimeError?.message ?? "" }));
  }
} finally {
  await browser.kill();
}
