/** Small things the browser remembers for this person (theme, language, density, company); losing them costs nothing. */

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`reprise.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`reprise.${key}`, value);
  } catch {
    // A browser that keeps nothing still works; the choice holds until the page is closed.
  }
}
