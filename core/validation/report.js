"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const config = { displayModeBar: false, scrollZoom: false, responsive: true, typesetMath: false };
  const draw = (theme) => figures.forEach((figure, i) => {
    const { data, layout } = figure[theme];
    Plotly.react(`figure-${i}`, data, layout, config);
  });
  const now = () => draw(dark.matches ? "dark" : "light");
  now();
  dark.addEventListener("change", now);
  // on paper the page is white, and what is folded away could not be opened
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    draw("light");
  });
  addEventListener("afterprint", now);
})();
