import { type ReactNode, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { CardIcon, LockIcon, PersonIcon } from './icons.tsx';
import { PinEntry } from './PinEntry.tsx';
import { useWords, type WordKey } from './words.ts';
import './staff-sign-in.css';

export interface StaffTile {
  readonly staffId: string;
  readonly name: string;
  readonly role: 'cashier' | 'supervisor' | 'manager';
}

/** Who may sign in to a sample shop, and what can be scanned there. */
interface DemoGuide {
  readonly staff: readonly { readonly name: string; readonly pin: string }[];
  readonly cards: readonly string[];
}

const roleWords = {
  cashier: 'staff.cashier',
  supervisor: 'staff.supervisor',
  manager: 'staff.manager',
} as const satisfies Record<StaffTile['role'], WordKey>;

/** Name tiles and a PIN pad. The sale behind it waits. */
export function StaffSignIn(props: {
  readonly place: string;
  readonly greeting: string;
  readonly staff: readonly StaffTile[];
  /** On a till of the demo what a visitor has to know. */
  readonly demo: DemoGuide | null;
  readonly message: string;
  readonly isBusy: boolean;
  /** Who was chosen, by hand or by their badge; null: nobody yet. */
  readonly pickedId: string | null;
  readonly onPick: (staffId: string) => void;
  readonly onSignIn: (input: { staffId: string; pin: string }) => void;
  /** Language and look, at the foot. */
  readonly settings: ReactNode;
}) {
  const say = useWords();
  const [pickAgainCount, setPickAgainCount] = useState(0);
  const only = props.staff.length === 1 ? props.staff[0] : undefined;
  const picked = props.staff.find(({ staffId }) => staffId === props.pickedId) ?? only;
  return (
    <main className="sign-in">
      <header className="sign-in-head">
        <span className="brand-mark">
          <CardIcon size={28} />
        </span>
        <div>
          <h1>{props.greeting}</h1>
          <p className="soft one-line">{props.place}</p>
        </div>
      </header>
      <section className="sign-in-staff">
        <h2 id="who">{say('staff.who')}</h2>
        {props.staff.length === 0 ? (
          <p className="soft">{say('staff.none')}</p>
        ) : (
          <ListBox
            aria-labelledby="who"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
            autoFocus="first"
            className="staff-tiles"
            items={props.staff}
            layout="grid"
            onSelectionChange={(keys) => {
              const key = keys === 'all' ? undefined : keys.values().next().value;
              // The one who is picked already, pressed once more: the PIN has the keyboard again.
              if (key === undefined) setPickAgainCount(pickAgainCount + 1);
              else props.onPick(String(key));
            }}
            selectedKeys={picked === undefined ? [] : [picked.staffId]}
            selectionMode="single"
          >
            {(person) => (
              <ListBoxItem className="staff-tile" id={person.staffId} textValue={person.name}>
                <span className={`staff-face staff-face-${person.role}`}>
                  <PersonIcon size={26} />
                </span>
                <span className="staff-tile-words">
                  <strong className="one-line">{person.name}</strong>
                  <span className="soft">{say(roleWords[person.role])}</span>
                </span>
              </ListBoxItem>
            )}
          </ListBox>
        )}
        {props.demo === null ? null : <DemoNote guide={props.demo} />}
      </section>
      <section className="sign-in-pin">
        {picked === undefined ? (
          <p className="sign-in-hint soft">
            <LockIcon size={40} />
            {props.message === '' ? say('staff.pick') : props.message}
          </p>
        ) : (
          <PinEntry
            confirmWords={say('staff.sign_in')}
            isBusy={props.isBusy}
            key={`${picked.staffId}:${pickAgainCount}`}
            label={say('staff.pin_of', { name: picked.name })}
            message={props.message}
            onConfirm={(pin) => props.onSignIn({ staffId: picked.staffId, pin })}
          />
        )}
      </section>
      <footer className="sign-in-foot">{props.settings}</footer>
    </main>
  );
}

/** Whom a visitor of the demo may be, and what they may scan. */
function DemoNote({ guide }: { readonly guide: DemoGuide }) {
  const say = useWords();
  return (
    <aside aria-labelledby="demo" className="demo-note">
      <h3 id="demo">{say('staff.demo')}</h3>
      <dl>
        {guide.staff.map(({ name, pin }) => (
          <div key={name}>
            <dt>{say('staff.pin_of', { name })}</dt>
            <dd>{pin}</dd>
          </div>
        ))}
        <div>
          <dt>{say('staff.demo_cards')}</dt>
          <dd>{guide.cards.join('  ')}</dd>
        </div>
      </dl>
    </aside>
  );
}
