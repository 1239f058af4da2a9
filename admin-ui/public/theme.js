/** Applies the remembered theme (or the system's) and language before anything is painted, so that nothing flashes. */
(() => {
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = remembered('reprise.theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = remembered('reprise.language') ?? (navigator.language.startsWith('ru') ? 'ru' : 'en');
})();
