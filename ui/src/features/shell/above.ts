/** Whether a dialog, a menu or a list stands above the window. Toasts are alert dialogs too, and stand in nobody's way. */
export function somethingAbove(): boolean {
  const above = "[role=dialog], [role=alertdialog]:not([data-testid=toast]), [role=menu], [role=listbox]";
  return document.querySelector(above) !== null;
}
