// Runs as the first thing of the body: nothing is drawn twice when the enhancements start.
document.documentElement.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
