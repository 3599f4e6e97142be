import { useEffect, useRef } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useLanguage } from '../../../parts/use-language.ts';
import { useWords } from '../../../parts/words.ts';
import { chooseCategory } from '../actions/category.ts';
import { useLine, useRoom } from '../use-till.ts';

const lastDigit = 9;

/** Panel of "/": the categories a line can be sorted by; digits choose, arrows and Enter too. */
export function CategoryPanel({ pickedNo }: { readonly pickedNo: number }) {
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const categories = useLine((state) => state.programme?.categories) ?? [];
  const panel = useRef<HTMLElement>(null);
  useFocus(panel, '');
  const rows = [say('category.none'), ...categories.map(({ name }) => name[language])];
  return (
    <section className="coupon-panel" ref={panel} tabIndex={-1}>
      <h2>{say('category.title')}</h2>
      <div className="coupon-scroll">
        <ul className="coupon-list">
          {rows.map((words, rowNo) => (
            <CategoryRow
              isPicked={rowNo === pickedNo}
              key={categories[rowNo - 1]?.category ?? ''}
              rowNo={rowNo}
              words={words}
            />
          ))}
        </ul>
      </div>
      <div className="panel-acts">
        <Button
          isWide
          keyHint="Enter"
          look="primary"
          onPress={() => chooseCategory(room, null)}
          size="large"
        >
          {say('category.choose')}
        </Button>
      </div>
    </section>
  );
}

function CategoryRow(props: {
  readonly words: string;
  readonly rowNo: number;
  readonly isPicked: boolean;
}) {
  const room = useRoom();
  const { words, rowNo, isPicked } = props;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isPicked) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isPicked]);
  return (
    <li ref={item}>
      <button
        aria-pressed={isPicked}
        className={isPicked ? 'category category-picked' : 'category'}
        onClick={() => chooseCategory(room, rowNo)}
        tabIndex={-1}
        type="button"
      >
        {rowNo <= lastDigit ? <kbd className="key-hint">{rowNo}</kbd> : <span />}
        <span className="one-line">{words}</span>
      </button>
    </li>
  );
}
