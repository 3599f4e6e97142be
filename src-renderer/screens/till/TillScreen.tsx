import { type ReactNode, type RefObject, useCallback, useEffect, useRef } from 'react';
import { followTill } from './create-till.ts';
import { leaveTask, pressTillKey } from './till-keys.ts';
import { isCustomerSide, isQuestion, isTask, shownQuote, type TillState } from './till-state.ts';
import { announce, type TillRoom } from './till-room.ts';
import { OpenEnrolContext } from './use-open-enrol.ts';
import { TillContext, useRoom, useTill } from './use-till.ts';
import { HandOverSheet } from './views/HandOverSheet.tsx';
import { HelpSheet } from './views/HelpSheet.tsx';
import { KeyBar } from './views/KeyBar.tsx';
import { MenuSheet } from './views/MenuSheet.tsx';
import { IdentifyPinView, PayPinView, SetPinView, SinkPinView } from './views/MemberPinView.tsx';
import { OtherMemberSheet } from './views/OtherMemberSheet.tsx';
import { SearchBox } from './views/SearchBox.tsx';
import { SideColumn } from './views/SideColumn.tsx';
import { Stage } from './views/Stage.tsx';
import { StateBar } from './views/StateBar.tsx';
import { SyncSheet } from './views/SyncSheet.tsx';
import { TopBar } from './views/TopBar.tsx';
import { ValueCustomerView } from './views/value/ValueCustomerView.tsx';
import './till.css';

const LETTER = /^\p{Letter}$/u;

export interface TillScreenProps {
  readonly room: TillRoom;
  readonly staffName: string;
  readonly onLock: () => void;
  /** Language, look and sound, for the menu. */
  readonly settings: ReactNode;
  /** Opens the camera as a scanner. */
  readonly onCamera: () => void;
  /** Something lies over the screen and has the keys. */
  readonly isCovered: boolean;
  /** To the readers of this till; null for whoever may not see them. */
  readonly onDevices: (() => void) | null;
  /** To the recovery sheet; null for whoever may not see it. */
  readonly onRecovery: (() => void) | null;
  /** To the way back of a till that head office does not know; null for whoever may not go it. */
  readonly onReadmit: (() => void) | null;
  readonly onEnrol: (unknown: { readonly phone?: string; readonly cardNo?: string }) => void;
}

/** The cashier's screen. */
export function TillScreen(props: TillScreenProps) {
  const { room, onEnrol } = props;
  const openEnrol = useCallback(() => onEnrol(room.store.getState().unknown), [onEnrol, room]);
  useEffect(() => followTill(room), [room]);
  return (
    <TillContext value={room}>
      <OpenEnrolContext value={openEnrol}>
        <TillBody {...props} openEnrol={openEnrol} />
      </OpenEnrolContext>
    </TillContext>
  );
}

function TillBody(props: TillScreenProps & { readonly openEnrol: () => void }) {
  const { room, openEnrol, onDevices, onCamera, isCovered } = props;
  const search = useRef<HTMLInputElement>(null);
  const isReady = useTill((state) => state.step.status === 'ready');
  const isSale = useTill((state) => state.step.status === 'sale');
  const isHandOver = useTill(
    ({ overlay }) => isQuestion(overlay) && overlay.status === 'hand_over',
  );
  const isTaskOpen = useTill((state) => isTask(state.step));
  const isTurned = useTill(isTurnedToMember);
  const focusSearch = useCallback(() => {
    leaveTask(room);
    focusSoon(search);
  }, [room]);

  useEffect(() => {
    if (isCovered) return;
    const hands = {
      room,
      openEnrol,
      openCamera: onCamera,
      openDevices: () => openDevices(room, onDevices),
      focusSearch: () => focusSoon(search),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (pressTillKey(hands, event)) event.preventDefault();
      else sendToField(event, room, search.current);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [room, openEnrol, onDevices, onCamera, isCovered]);

  // Also when the camera has gone: what it read may have left the step as it was. A question that comes with the member has
  // the keys first.
  useEffect(() => {
    if (isCovered || isHandOver) return;
    if (isReady) search.current?.focus();
    if (isSale) amountField()?.focus();
  }, [isReady, isSale, isCovered, isHandOver]);

  if (isTurned) return <MemberTurn />;
  return (
    <div className="till">
      <TopBar onLock={props.onLock} staffName={props.staffName} />
      <div className="till-main">
        <div className="till-stage">
          {isTaskOpen ? null : <SearchBox field={search} onCamera={onCamera} />}
          <Stage />
        </div>
        <SideColumn />
      </div>
      <StateBar />
      <KeyBar focusSearch={focusSearch} />
      <TillOverlay
        onDevices={onDevices}
        onReadmit={props.onReadmit}
        onRecovery={props.onRecovery}
        onSignOut={props.onLock}
        settings={props.settings}
      />
    </div>
  );
}

/** Tells whether the screen is the member's at the moment: to type a PIN, or to see a figure that is theirs. */
function isTurnedToMember({ step, sale }: TillState): boolean {
  if (sale.member === null) return false;
  if (step.status === 'member_pin') return shownQuote(sale) !== null;
  return isCustomerSide(step);
}

/** What the member does on the cashier's screen. */
function MemberTurn() {
  const step = useTill((state) => state.step);
  const member = useTill((state) => state.sale.member);
  const quote = useTill((state) => shownQuote(state.sale));
  if (member === null) return null;
  switch (step.status) {
    case 'member_pin':
      return quote === null ? null : (
        <PayPinView member={member} message={step.message} quote={quote} />
      );
    case 'identify_pin':
      return <IdentifyPinView {...step} member={member} />;
    case 'sink_pin':
      return <SinkPinView member={member} message={step.message} offer={step.offer} />;
    case 'set_pin':
      return <SetPinView {...step} member={member} />;
    case 'value_customer':
      return <ValueCustomerView member={member} step={step} />;
    default:
      return null;
  }
}

/** The box may only be about to appear again. */
function focusSoon(field: RefObject<HTMLInputElement | null>): void {
  field.current?.focus();
  requestAnimationFrame(() => field.current?.focus());
}

/**
 * A character typed while no field has the focus goes to the field of the step. A letter is of no amount: the surname that a
 * list of four digits asks for goes behind the digits (ID-06), the one that the member's panel asks for into its box (ID-02).
 */
function sendToField(event: KeyboardEvent, room: TillRoom, search: HTMLInputElement | null): void {
  const isCharacter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isCharacter) return;
  const { status } = room.store.getState().step;
  const { activeElement } = document;
  const isLetter = LETTER.test(event.key);
  if (status === 'candidates' && isLetter) search?.focus();
  else if (status === 'sale' && isLetter && activeElement === amountField())
    fieldOf('.identify-input')?.focus();
  else if (activeElement !== document.body) return;
  else if (status === 'sale') amountField()?.focus();
  else if (status === 'points') fieldOf('.points-input')?.focus();
  else search?.focus();
}

function amountField(): HTMLInputElement | null {
  return fieldOf('.sale-amount-input');
}

function fieldOf(selector: string): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>(selector);
}

/** F9: for managers; whoever else presses it hears who may. */
function openDevices(room: TillRoom, onDevices: (() => void) | null): void {
  if (onDevices !== null) return onDevices();
  announce(room, { tone: 'ask', title: room.say('device.managers_only') });
}

function TillOverlay(props: {
  readonly onDevices: (() => void) | null;
  readonly onReadmit: (() => void) | null;
  readonly onRecovery: (() => void) | null;
  readonly onSignOut: () => void;
  readonly settings: ReactNode;
}) {
  const overlay = useTill((state) => state.overlay);
  const { store } = useRoom();
  const close = () => store.setState({ overlay: 'none' });
  if (isQuestion(overlay)) {
    return overlay.status === 'hand_over' ? (
      <HandOverSheet asked={overlay} onClose={close} />
    ) : (
      <OtherMemberSheet onClose={close} other={overlay.member} />
    );
  }
  switch (overlay) {
    case 'help':
      return <HelpSheet onClose={close} />;
    case 'sync':
      return <SyncSheet onClose={close} onReadmit={props.onReadmit} />;
    case 'menu':
      return (
        <MenuSheet
          onClose={close}
          onDevices={props.onDevices}
          onRecovery={props.onRecovery}
          onSignOut={props.onSignOut}
          settings={props.settings}
        />
      );
    case 'none':
      return null;
  }
}
