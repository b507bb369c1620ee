/** Draws no more often than the screen does, however much happens. */

/** Where no frames are drawn, since the page is hidden, what it says in its title is still to be true; in milliseconds. */
const HIDDEN = 250;

/**
 * @param {() => void} draw
 * @returns {() => void} has it drawn with the next frame, once
 */
export function oncePerFrame(draw) {
  let isDue = false;
  return () => {
    if (isDue) {
      return;
    }
    isDue = true;
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      isDue = false;
      draw();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN);
  };
}
