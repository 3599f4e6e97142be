import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { maskName, maskPhone } from '../../src-shared/values/mask.ts';
import type { Phone } from '../../src-shared/values/phone.ts';
import { pts } from './format.ts';
import { TierBadge } from './TierBadge.tsx';
import { useDigitChoice } from './use-digit-choice.ts';
import { useWords, type WordKey } from './words.ts';
import './compare-members.css';

/** What is shown of somebody who is compared. */
interface Compared {
  readonly member: {
    readonly memberId: string;
    readonly memberNo: string;
    readonly maskedName: string;
    readonly maskedPhone: string;
    readonly tier: string;
    readonly tierName: string;
    readonly status: 'active' | 'frozen';
    readonly birthday: string;
    readonly hasPin: boolean;
    /** null where they are not known well enough for it (ID-02). */
    readonly availablePoints: number | null;
  };
  readonly joinedOnDay: string;
  /** null: no store, but head office. */
  readonly joinedAtStore:
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'other'; readonly storeId: string }
    | null;
  readonly lastBoughtOnDay: string | null;
  readonly cards: readonly { readonly maskedCardNo: string; readonly isFrozen: boolean }[];
}

/** The person at the counter, as far as they have said who they are. */
interface SaidPerson {
  readonly name: string;
  /** null: what was typed is no number yet. */
  readonly phone: Phone | null;
}

interface Row {
  readonly name: WordKey;
  readonly wordsOf: (compared: Compared) => string;
  readonly ofPerson?: (person: SaidPerson) => string;
}

type ComparedRow = Row & { readonly differs: boolean };

const nothing = '—';

/**
 * People who may be one, side by side and masked (ID-10): what differs stands out. Left, right and digits choose, Enter opens.
 * `person` is who stands at the counter, beside those who may be the same.
 */
export function CompareMembers<Each extends Compared>(props: {
  readonly compared: readonly Each[];
  readonly person?: SaidPerson;
  readonly rankOf: (tierCode: string) => number;
  readonly onChoose: (compared: Each) => void;
}) {
  const say = useWords();
  const { compared, person, rankOf, onChoose } = props;
  const rows = useRows(compared, person);
  useDigitChoice((index) => {
    const each = compared[index];
    if (each !== undefined) onChoose(each);
  });
  return (
    <div
      className="compare"
      style={{ gridTemplateRows: `auto repeat(${rows.length}, minmax(30px, auto))` }}
    >
      <div aria-hidden="true" className="compare-names">
        <span />
        {rows.map(({ name }) => (
          <span key={name}>{say(name)}</span>
        ))}
      </div>
      {person === undefined ? null : <PersonColumn person={person} rows={rows} />}
      <ListBox
        aria-label={say('find.candidates')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
        autoFocus="first"
        className="compare-columns"
        onAction={(key) => {
          const each = compared.find(({ member }) => member.memberId === key);
          if (each !== undefined) onChoose(each);
        }}
        orientation="horizontal"
      >
        {compared.map((each, index) => (
          <ListBoxItem
            className="compare-column compare-member"
            id={each.member.memberId}
            key={each.member.memberId}
            textValue={each.member.maskedName}
          >
            <header className="compare-head">
              <strong className="compare-name">
                <kbd className="key-hint">{index + 1}</kbd>
                {each.member.maskedName === '' ? say('compare.no_name') : each.member.maskedName}
              </strong>
              <TierBadge name={each.member.tierName} rank={rankOf(each.member.tier)} />
              {each.member.status === 'frozen' ? (
                <span className="flag flag-refuse">{say('member.frozen')}</span>
              ) : null}
            </header>
            {rows.map(({ name, differs, wordsOf }) => (
              <Cell differs={differs} key={name} name={say(name)} value={wordsOf(each)} />
            ))}
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}

function PersonColumn(props: {
  readonly person: SaidPerson;
  readonly rows: readonly ComparedRow[];
}) {
  const say = useWords();
  const { person, rows } = props;
  return (
    <section aria-label={say('compare.person')} className="compare-column compare-person">
      <header className="compare-head">
        <strong className="compare-name">{maskName(person.name)}</strong>
        <span className="soft">{say('compare.person')}</span>
      </header>
      {rows.map(({ name, differs, ofPerson }) => (
        <Cell differs={differs} key={name} name={say(name)} value={ofPerson?.(person) ?? ''} />
      ))}
    </section>
  );
}

function Cell(props: { readonly name: string; readonly value: string; readonly differs: boolean }) {
  const { name, value, differs } = props;
  return (
    <span className="compare-cell" {...(differs ? { 'data-differs': '' } : {})}>
      <span className="unseen">{name}</span>
      {value}
    </span>
  );
}

/** The rows, each with whether those who are compared differ in it; points only where somebody is known well enough for them. */
function useRows(
  compared: readonly Compared[],
  person: SaidPerson | undefined,
): readonly ComparedRow[] {
  const say = useWords();
  const rows: Row[] = [
    {
      name: 'compare.phone',
      wordsOf: ({ member }) => member.maskedPhone,
      ofPerson: ({ phone }) => (phone === null ? nothing : maskPhone(phone)),
    },
    { name: 'compare.member_no', wordsOf: ({ member }) => member.memberNo },
    {
      name: 'compare.cards',
      wordsOf: ({ cards }) => {
        const words = cards.map(({ maskedCardNo: cardNo, isFrozen }) =>
          isFrozen ? say('compare.card_frozen', { cardNo }) : cardNo,
        );
        return words.length === 0 ? nothing : words.join('\n');
      },
    },
    { name: 'compare.joined_on', wordsOf: ({ joinedOnDay }) => joinedOnDay },
    {
      name: 'compare.joined_at',
      wordsOf: ({ joinedAtStore: store }) => {
        if (store === null) return say('ledger.office');
        return store.kind === 'named' ? store.name : say('store.other', { storeId: store.storeId });
      },
    },
    {
      name: 'compare.last_bought',
      wordsOf: ({ lastBoughtOnDay }) => lastBoughtOnDay ?? say('compare.never'),
    },
    {
      name: 'compare.birthday',
      wordsOf: ({ member }) =>
        say(member.birthday === 'none' ? 'compare.not_known' : 'compare.known'),
    },
    {
      name: 'compare.pin',
      wordsOf: ({ member }) => say(member.hasPin ? 'compare.set' : 'compare.not_set'),
    },
  ];
  if (compared.some(({ member }) => member.availablePoints !== null)) {
    rows.push({
      name: 'balance.available',
      wordsOf: ({ member }) =>
        member.availablePoints === null ? nothing : pts(member.availablePoints),
    });
  }
  return rows.map((row) => {
    const values = compared.map((each) => row.wordsOf(each));
    if (person !== undefined && row.ofPerson !== undefined) values.push(row.ofPerson(person));
    return { ...row, differs: new Set(values).size > 1 };
  });
}
