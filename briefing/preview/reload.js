// A plug-in of livereload.js, which follows below: it tells the server which version the page is,
// so that a page learns of a save that it missed while it was loading or disconnected.
window.LiveReloadPluginPreview = (() => {
  const page = document.currentScript.dataset.version;
  return class {
    static identifier = "preview";
    static version = "1";
    analyze() {
      return { page };
    }
  };
})();
