import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords } from '../../../parts/words.ts';
import { askManager } from '../actions/identify.ts';
import { openAdjust } from '../actions/adjust.ts';
import { openLedger } from '../actions/ledger.ts';
import { openEdit, openResetPin, openSetPin } from '../actions/member-care.ts';
import { openPlans } from '../actions/plans.ts';
import { openReview } from '../actions/review.ts';
import { openSinks } from '../actions/sinks.ts';
import type { TillRoom } from '../till-room.ts';
import { useRoom, useTill } from '../use-till.ts';

const acts = {
  ledger: (room: TillRoom) => void openLedger(room),
  plans: (room: TillRoom) => void openPlans(room),
  review: (room: TillRoom) => void openReview(room),
  sinks: (room: TillRoom) => void openSinks(room),
  edit: openEdit,
  set_pin: openSetPin,
  reset_pin: (room: TillRoom) => void openResetPin(room),
  adjust: openAdjust,
  identify: (room: TillRoom) => void askManager(room),
} as const satisfies Record<string, (room: TillRoom) => void>;

/** What needs nobody at the till. */
const withoutMember: ReadonlySet<string> = new Set(['review', 'devices', 'recovery', 'sign_out']);

/** Each act has the same key whoever is signed in and whatever is shown; the readers have F9 everywhere. */
const keyHints = {
  review: '1',
  ledger: '2',
  adjust: '3',
  plans: '4',
  sinks: '5',
  edit: '6',
  set_pin: '7',
  reset_pin: '8',
  identify: '9',
  devices: 'F9',
  recovery: '+',
  sign_out: '0',
} as const;
type ItemId = keyof typeof keyHints;

/** F10: what is done less often, and the settings of this screen. Each act has a key of its own. */
export function MenuSheet(props: {
  readonly onClose: () => void;
  /** null for whoever may not see the readers. */
  readonly onDevices: (() => void) | null;
  /** null for whoever may not see the recovery sheet. */
  readonly onRecovery: (() => void) | null;
  readonly onSignOut: () => void;
  readonly settings: ReactNode;
}) {
  const say = useWords();
  const room = useRoom();
  const member = useTill((state) => state.sale.member);
  const items: readonly { readonly id: ItemId; readonly words: string }[] = [
    { id: 'review', words: say('menu.review') },
    { id: 'ledger', words: say('menu.ledger') },
    { id: 'adjust', words: say('menu.adjust') },
    { id: 'plans', words: say('menu.plans') },
    { id: 'sinks', words: say('menu.sinks') },
    { id: 'edit', words: say('menu.edit') },
    { id: 'set_pin', words: say(member?.hasPin === true ? 'pin.change' : 'pin.set_first') },
    { id: 'reset_pin', words: say('menu.reset_pin') },
    ...(member?.availablePoints === null && member.isElsewhere !== true
      ? [{ id: 'identify' as const, words: say('identify.by_manager') }]
      : []),
    ...(props.onDevices === null ? [] : [{ id: 'devices' as const, words: say('menu.devices') }]),
    ...(props.onRecovery === null
      ? []
      : [{ id: 'recovery' as const, words: say('menu.recovery') }]),
    { id: 'sign_out', words: say('menu.sign_out') },
  ];
  const isOff = (id: ItemId) => member === null && !withoutMember.has(id);

  function choose(id: ItemId) {
    props.onClose();
    if (id === 'sign_out') props.onSignOut();
    else if (id === 'devices') props.onDevices?.();
    else if (id === 'recovery') props.onRecovery?.();
    else acts[id](room);
  }

  const press = useEffectEvent((event: KeyboardEvent) => {
    const item = items.find(({ id }) => keyHints[id] === event.key);
    if (item === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!isOff(item.id)) choose(item.id);
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <Sheet onClose={props.onClose} title={say('menu.title')}>
      <ListBox
        aria-label={say('menu.title')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
        autoFocus="first"
        className="menu-list"
        onAction={(key) => {
          const item = items.find(({ id }) => id === key);
          if (item !== undefined) choose(item.id);
        }}
      >
        {items.map(({ id, words }) => (
          <ListBoxItem
            className="menu-item"
            id={id}
            isDisabled={isOff(id)}
            key={id}
            textValue={words}
          >
            {words}
            <kbd className="key-hint">{keyHints[id]}</kbd>
          </ListBoxItem>
        ))}
      </ListBox>
      <div className="menu-settings">{props.settings}</div>
    </Sheet>
  );
}
