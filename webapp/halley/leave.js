/**
 * Tells when the page ends and when the browser brings it back out of its back/forward cache.
 *
 * @param {EventTarget | undefined} page undefined outside browsers: then nothing ever happens
 * @param {{leave: () => void, restored: () => void}} told
 * @returns {() => void} stops telling
 */
export function watchPage(page, { leave, restored }) {
  /** @param {Event} event */
  const shown = (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted) {
      restored();
    }
  };
  page?.addEventListener('pagehide', leave);
  page?.addEventListener('pageshow', shown);
  return () => {
    page?.removeEventListener('pagehide', leave);
    page?.removeEventListener('pageshow', shown);
  };
}
