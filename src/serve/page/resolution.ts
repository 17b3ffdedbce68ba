// Calls `changed` when a pixel of the page becomes another number of the screen's: a window that is moved to another
// monitor keeps its size.
export function onResolutionChange(changed: () => void): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener('change', () => {
    onResolutionChange(changed);
    changed();
  }, { once: true });
}
