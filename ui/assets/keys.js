// Letters are shortcuts of the page: while something lies open over it, such as a menu, a popover or a dialog, they are not.
addEventListener(
  "keydown",
  (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!letter || typing || !document.querySelector('[data-testid="stPopoverBody"], [role="dialog"], [role="menu"]')) return;
    event.stopImmediatePropagation();
  },
  true,
);
