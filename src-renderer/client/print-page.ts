/** Prints what the page has marked for paper. */
export function printPage(): void {
  window.print();
}
