/**
 * Keeps what is submitted before the modules are there: the browser does not send it by itself, and it is submitted once more as soon as
 * the page says, by the event `ready`, that it is. Runs before the page is drawn.
 */
{
  let early;
  const tell = (text) => { document.getElementById('notice').textContent = text; };
  const keep = (event) => {
    event.preventDefault();
    early = event.target;
    tell('One moment, the page is still being loaded …');
  };
  const failed = ({ target }) => {
    if (target instanceof HTMLScriptElement) {
      tell('The page could not be loaded. Please load it again.');
    }
  };
  addEventListener('submit', keep);
  addEventListener('error', failed, { capture: true });
  addEventListener('ready', () => {
    removeEventListener('submit', keep);
    removeEventListener('error', failed, { capture: true });
    early?.requestSubmit();
  }, { once: true });
}
