import type { Session } from 'electron';
import { isOwnScreen } from './lock-down.ts';

/** The screens may use the camera, which reads codes. Nothing else that a page can ask for is given, to no page. */
export function permitOnlyCamera(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isCamera = permission === 'media' && mediaTypes.join(' ') === 'video';
    answer(isCamera && isOwnScreen(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) => {
    return permission === 'media' && mediaType === 'video' && isOwnScreen(origin);
  });
}
