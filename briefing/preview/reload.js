// A plug-in of livereload.js, which follows below. It tells the server which version the page is, so
// that a page learns of a save that it missed while it was loading or disconnected; it exchanges
// stylesheets, and what a page shows, without loading the page again; and it says when the preview
// does not answer. Wherever that could show anything else than a page loaded again, it loads it.
window.LiveReloadPluginPreview = (() => {
  const STYLES = "link[rel=stylesheet]:not([href^='/_preview/'])";
  const KEPT = "meta[http-equiv], meta[charset], link[rel=stylesheet], script[src]";
  let page = document.currentScript.dataset.version;
  let exchanged = Promise.resolve();

  function away(is) {
    const notice = document.getElementById("preview-away");
    if (notice) notice.hidden = !is;
  }

  function loaded(link) {
    return new Promise((resolve) => {
      link.addEventListener("load", resolve, { once: true });
      link.addEventListener("error", resolve, { once: true });
    });
  }

  async function fetched() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const version = fresh.querySelector("script[data-version]")?.dataset.version;
    if (!answer.ok || !version) throw new Error("another page");
    return [fresh, version];
  }

  // What of the head stays when a page is exchanged; anything else there does nothing by itself.
  function kept(one) {
    const found = [...one.head.querySelectorAll(KEPT)].map((element) => element.cloneNode());
    for (const element of found) element.removeAttribute("data-version");
    return found.map((element) => element.outerHTML).join();
  }

  async function renew() {
    const [fresh, version] = await fetched();
    const scripts = fresh.querySelectorAll("script[src]").length;
    if (scripts !== 1 || kept(document) !== kept(fresh)) throw new Error("another page");
    for (const element of document.head.querySelectorAll(`:scope > :not(${KEPT})`)) element.remove();
    for (const element of fresh.head.querySelectorAll(`:scope > :not(${KEPT})`)) {
      document.head.append(document.importNode(element, true));
    }
    const body = document.importNode(fresh.body, true);
    for (const script of body.querySelectorAll("script[src]")) script.remove();  // it runs already
    document.body.replaceWith(body);
    page = version;
  }

  // The address of a stylesheet changes with its bytes: the page as it is now tells the new one.
  async function restyle() {
    const [fresh, version] = await fetched();
    const [before, after] = [document, fresh].map((one) => [...one.querySelectorAll(STYLES)]);
    const wrong = document.getElementById("preview-panel") || fresh.getElementById("preview-panel");
    if (wrong || before.length !== after.length) throw new Error("another page");
    await Promise.all(after.map(async (link, at) => {
      const next = document.importNode(link);
      if (link.getAttribute("href") === before[at].getAttribute("href")) {
        next.href = `${next.href.split("?")[0]}?${version}`;
      }
      before[at].after(next);
      await loaded(next);
      before[at].remove();
    }));
    const bar = fresh.getElementById("preview-bar");
    if (bar) document.getElementById("preview-bar")?.replaceWith(document.importNode(bar, true));
    page = version;
  }

  document.addEventListener("LiveReloadConnect", () => away(false));
  document.addEventListener("LiveReloadDisconnect", () => away(true));

  return class {
    static identifier = "preview";
    static version = "1";
    analyze() {
      return { page };
    }
    reload(path) {
      const exchange = path.endsWith(".css") ? restyle : renew;
      exchanged = exchanged.then(exchange).catch(() => location.reload());
      return true;
    }
  };
})();
