/** Shift F2 opens the camera and closes it: F2 finds a member by what is typed, this by what is seen. */
export function isCameraKey(event: KeyboardEvent): boolean {
  return event.key === 'F2' && event.shiftKey;
}
