// One step of the browser's history for one act of its reader. Streamlit writes the address several times after some acts (a link
// that changes the window too), so that Back would land on screens that never were, and writes over the screen before after
// others (a filter typed), so that Back would leave the page.
(() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let acted = false;
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => (acted = true), true);
  addEventListener("popstate", () => (acted = false), true);
  const write = (state, title, address) => {
    const moved = address != null && new URL(address, location.href).href !== location.href;
    (acted && moved ? push : replace)(state, title, address);
    if (moved) acted = false;
  };
  history.pushState = write;
  history.replaceState = write;
})();
