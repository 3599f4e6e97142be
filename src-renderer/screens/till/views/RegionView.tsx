import { cleanPhone } from '../../../../src-shared/values/phone.ts';
import { Button } from '../../../parts/Button.tsx';
import { useDigitChoice } from '../../../parts/use-digit-choice.ts';
import { useWords } from '../../../parts/words.ts';
import { chooseRegion } from '../actions/find-member.ts';
import { useRoom } from '../use-till.ts';

const regions = ['HK', 'MO'] as const;

/** Where a telephone of 8 digits is from (ID-01): 1 or 2, and the search goes on with the whole number. */
export function RegionView({ digits }: { readonly digits: string }) {
  const say = useWords();
  const room = useRoom();
  // Also while the till is still busy with the search: only a button that can be pressed takes the focus.
  useDigitChoice((index) => {
    const region = regions[index];
    if (region !== undefined) void chooseRegion(room, region);
  });
  return (
    <section className="region-choice">
      <h1>{say('find.region', { number: digits.replace(/^(\d{4})/, '$1 ') })}</h1>
      <div className="region-choices">
        {regions.map((region, index) => (
          <Button
            isDisabled={cleanPhone(digits, region).status === 'refused'}
            key={region}
            keyHint={String(index + 1)}
            onPress={() => void chooseRegion(room, region)}
            size="large"
            takesFocus={index === 0}
          >
            {say(`region.${region}`)}
          </Button>
        ))}
      </div>
      <p className="soft">{say('find.region_means')}</p>
    </section>
  );
}
