import { Notice } from '../../../parts/Notice.tsx';
import { useEnrol } from '../use-enrol.ts';

export function EnrolMessage() {
  const message = useEnrol((state) => state.message);
  return message === null ? null : <Notice title={message.words} tone={message.tone} />;
}
