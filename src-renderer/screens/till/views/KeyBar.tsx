import { memo } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { useWords } from '../../../parts/words.ts';
import { clearSale } from '../actions/confirm.ts';
import { startCoupons } from '../actions/coupons.ts';
import { startRefund } from '../actions/refund.ts';
import { pressPoints } from '../till-keys.ts';
import { startValue } from '../actions/value/wallet.ts';
import { useOpenEnrol } from '../use-open-enrol.ts';
import { useRoom, useTill } from '../use-till.ts';

/** The function keys, also for fingers. */
export const KeyBar = memo(function KeyBar({ focusSearch }: { readonly focusSearch: () => void }) {
  const say = useWords();
  const room = useRoom();
  const openEnrol = useOpenEnrol();
  const isSale = useTill((state) => state.step.status === 'sale');
  const hasMember = useTill((state) => state.sale.member !== null);
  const keys = [
    { key: 'F1', words: say('key.help'), act: () => room.store.setState({ overlay: 'help' }) },
    { key: 'F2', words: say('key.find'), act: focusSearch },
    { key: 'F3', words: say('key.enrol'), act: openEnrol },
    { key: 'F4', words: say('key.coupons'), act: () => startCoupons(room), isOff: !isSale },
    { key: 'F5', words: say('key.points'), act: () => pressPoints(room), isOff: !isSale },
    { key: 'F6', words: say('key.value'), act: () => void startValue(room), isOff: !hasMember },
    { key: 'F7', words: say('key.clear'), act: () => clearSale(room), isOff: !hasMember },
    { key: 'F8', words: say('key.refund'), act: () => void startRefund(room) },
    { key: 'F10', words: say('key.menu'), act: () => room.store.setState({ overlay: 'menu' }) },
    { key: 'F12', words: say('key.sync'), act: () => room.store.setState({ overlay: 'sync' }) },
  ];
  return (
    <nav aria-label={say('help.title')} className="key-bar">
      {keys.map(({ key, words, act, isOff = false }) => (
        <Button isDisabled={isOff} key={key} keyHint={key} look="quiet" onPress={act}>
          {words}
        </Button>
      ))}
    </nav>
  );
});
