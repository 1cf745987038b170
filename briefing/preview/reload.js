// A plug-in of livereload.js, which follows below. It tells the server which version the page is, so
// that a page learns of a save that it missed while it was loading or disconnected; it exchanges
// stylesheets without loading the page again; and it says when the preview does not answer.
window.LiveReloadPluginPreview = (() => {
  const STYLES = "link[rel=stylesheet]:not([href^='/_preview/'])";
  let page = document.currentScript.dataset.version;
  let restyled = Promise.resolve();

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

  // The address of a stylesheet changes with its bytes: the page as it is now tells the new one.
  async function restyle() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [before, after] = [document, fresh].map((one) => [...one.querySelectorAll(STYLES)]);
    const version = fresh.querySelector("script[data-version]")?.dataset.version;
    const wrong = document.getElementById("preview-panel") || fresh.getElementById("preview-panel");
    if (!version || wrong || before.length !== after.length) throw new Error("another page");
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
      if (!path.endsWith(".css")) return false;
      restyled = restyled.then(restyle).catch(() => location.reload());
      return true;
    }
  };
})();
