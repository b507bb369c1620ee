/** Light or dark: what was chosen here before, else what the system says. Runs before the page is drawn. */
{
  const KEY = 'halley.theme';
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is forbidden
    }
  };
  const show = (theme) => {
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
  };
  show(kept());

  addEventListener('DOMContentLoaded', () => {
    const choice = document.getElementById('theme');
    choice.value = document.documentElement.dataset.theme ?? 'system';
    choice.addEventListener('change', () => {
      show(choice.value);
      try {
        localStorage.setItem(KEY, choice.value);
      } catch {
        // It holds for this page only.
      }
    });
  });
}
