const FUNCTION_KEY = /^F(?:[1-9]|10|12)$/;

/** Keeps the function keys from the browser, which would load the page anew and lose the sale; returns how to stop. */
export function holdFunctionKeys(page: Window): () => void {
  const hold = (event: KeyboardEvent) => {
    if (FUNCTION_KEY.test(event.key)) event.preventDefault();
  };
  page.addEventListener('keydown', hold);
  return () => page.removeEventListener('keydown', hold);
}
