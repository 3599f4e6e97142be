import { Button } from '../../../parts/Button.tsx';
import { pts } from '../../../parts/format.ts';
import { Sheet } from '../../../parts/Sheet.tsx';
import { useWords } from '../../../parts/words.ts';
import { clearAfterGivingBack } from '../actions/sale.ts';
import { useRoom, useTill } from '../use-till.ts';

/** F7 with points already used: they go back first, or the sale stays. */
export function ClearSheet({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const room = useRoom();
  const used = useTill((state) =>
    state.sale.usedPoints.reduce((sum, { points }) => sum + points, 0),
  );
  return (
    <Sheet onClose={onClose} title={say('clear.title')}>
      <p>{say('clear.means', { points: pts(used) })}</p>
      <Button
        takesFocus
        isWide
        look="primary"
        onPress={() => void clearAfterGivingBack(room)}
        size="large"
      >
        {say('clear.give_back')}
      </Button>
      <Button isWide onPress={onClose} size="large">
        {say('clear.stay')}
      </Button>
    </Sheet>
  );
}
