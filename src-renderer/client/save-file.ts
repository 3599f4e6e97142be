/** Hands the reader of this page a text file to keep: a download in a browser, a place to choose in the desktop app. */
export function saveFile(page: Window, file: { readonly fileName: string; readonly text: string }) {
  const url = URL.createObjectURL(new Blob([file.text], { type: 'application/json' }));
  const link = page.document.createElement('a');
  link.href = url;
  link.download = file.fileName;
  link.click();
  // The browser reads it after this turn.
  page.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
