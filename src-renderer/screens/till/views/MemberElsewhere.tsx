import { OfflineIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';

/** Panel part 4 of a member of another store whom this till does not hold (OF-13): what may be done now, and what when. */
export function MemberElsewhere() {
  const say = useWords();
  return (
    <section className="member-unknown">
      <h2 className="elsewhere-title">
        <OfflineIcon size={22} />
        {say('elsewhere.title')}
      </h2>
      <p className="soft">{say('elsewhere.hint')}</p>
    </section>
  );
}
