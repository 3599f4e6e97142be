import { useEffect, useRef } from 'react';
import { isCameraKey } from '../../client/camera/camera-key.ts';
import { holdFunctionKeys } from '../../client/hold-function-keys.ts';
import { Button } from '../../parts/Button.tsx';
import { BackIcon, CameraIcon, LockIcon } from '../../parts/icons.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useWords } from '../../parts/words.ts';
import { startEnrol, stepBack } from './create-enrol.ts';
import type { EnrolRoom } from './enrol-room.ts';
import { EnrolContext, useEnrol, useEnrolRoom } from './use-enrol.ts';
import { DetailsView } from './views/DetailsView.tsx';
import { DoneView } from './views/DoneView.tsx';
import { ExistsView } from './views/ExistsView.tsx';
import { NewHolderView } from './views/NewHolderView.tsx';
import { NewPinView } from './views/NewPinView.tsx';
import { PhoneView } from './views/PhoneView.tsx';
import { Progress } from './views/Progress.tsx';
import { SimilarView } from './views/SimilarView.tsx';
import { UnderFourteenView } from './views/UnderFourteenView.tsx';
import './enrol.css';

/** Becoming a member: phone first, three touches, half a minute. */
export function EnrolScreen(props: {
  readonly room: EnrolRoom;
  readonly staffName: string;
  readonly enrolWith: { readonly phone?: string; readonly cardNo?: string };
  readonly onLock: () => void;
  /** Opens the camera as a scanner. */
  readonly onCamera: () => void;
  /** Something lies over the screen and has the keys. */
  readonly isCovered: boolean;
  /** Back to the till that waits behind, with the new member or without one; null on a tablet of its own. */
  readonly onLeave: ((memberId: string | null) => void) | null;
}) {
  const { room, enrolWith, onLeave, onCamera, isCovered } = props;
  useEffect(() => {
    if (enrolWith.phone !== undefined || enrolWith.cardNo !== undefined)
      startEnrol(room, enrolWith);
  }, [room, enrolWith]);
  useEffect(() => holdFunctionKeys(window), []);
  useEffect(() => {
    if (isCovered) return;
    const onKeyDown = (event: KeyboardEvent) => {
      // While the customer has the screen, nobody scans for them.
      const isCustomers = room.store.getState().step.status === 'pin';
      if (isCameraKey(event) && !isCustomers) onCamera();
      if (event.key !== 'Escape' || event.isComposing) return;
      if (room.store.getState().step.status === 'phone' && onLeave !== null) onLeave(null);
      else stepBack(room);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [room, onLeave, onCamera, isCovered]);
  const field = useRef<HTMLInputElement>(null);
  // When the camera has gone, the keyboard goes on in the field it left.
  useEffect(() => {
    if (!isCovered) field.current?.focus();
  }, [isCovered]);
  return (
    <EnrolContext value={room}>
      <EnrolBody
        onField={(left) => {
          field.current = left;
        }}
        onCamera={onCamera}
        onLeave={onLeave}
        onLock={props.onLock}
        staffName={props.staffName}
      />
    </EnrolContext>
  );
}

function EnrolBody(props: {
  readonly staffName: string;
  /** Hears which field has the focus. */
  readonly onField: (field: HTMLInputElement) => void;
  readonly onCamera: () => void;
  readonly onLock: () => void;
  readonly onLeave: ((memberId: string | null) => void) | null;
}) {
  const say = useWords();
  const room = useEnrolRoom();
  const step = useEnrol((state) => state.step);
  const { onLeave } = props;
  if (step.status === 'pin') return <NewPinView step={step} />;
  const isAtPhone = step.status === 'phone';
  return (
    <div
      className="enrol"
      onFocus={({ target }) => {
        if (target instanceof HTMLInputElement) props.onField(target);
      }}
    >
      <ScreenHead
        back={
          isAtPhone || step.status === 'enrolled' ? null : (
            <Button icon={<BackIcon />} keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
              {say('act.back')}
            </Button>
          )
        }
        title={say('enrol.title')}
      >
        <Progress />
        <Button
          icon={<CameraIcon size={22} />}
          label={say('camera.title')}
          look="quiet"
          onPress={props.onCamera}
        >
          {say('camera.scan')}
        </Button>
        {onLeave === null ? (
          <Button icon={<LockIcon />} look="quiet" onPress={props.onLock}>
            {say('staff.lock', { name: props.staffName })}
          </Button>
        ) : (
          <Button {...(isAtPhone ? { keyHint: 'Esc' } : {})} onPress={() => onLeave(null)}>
            {say('enrol.to_till')}
          </Button>
        )}
      </ScreenHead>
      <EnrolStepView onLeave={onLeave} />
    </div>
  );
}

function EnrolStepView(props: { readonly onLeave: ((memberId: string | null) => void) | null }) {
  const step = useEnrol((state) => state.step);
  switch (step.status) {
    case 'phone':
      return <PhoneView />;
    case 'details':
    case 'pin':
      return <DetailsView />;
    case 'exists':
      return <ExistsView onLeave={props.onLeave} step={step} />;
    case 'new_holder':
      return <NewHolderView step={step} />;
    case 'similar':
      return <SimilarView members={step.members} />;
    case 'under_fourteen':
      return <UnderFourteenView />;
    case 'enrolled':
      return <DoneView onLeave={props.onLeave} step={step} />;
  }
}
