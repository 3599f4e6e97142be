import { memo, type RefObject } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { CameraIcon, SearchIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';
import { findTyped } from '../actions/find-member.ts';
import { useRoom, useTill } from '../use-till.ts';

/** The one input box: card, phone, last four digits or name; and the camera, for what is shown. */
export const SearchBox = memo(function SearchBox({
  field,
  onCamera,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onCamera: () => void;
}) {
  const say = useWords();
  const room = useRoom();
  const query = useTill((state) => state.query);
  return (
    <div className="search-row">
      <label className="search-box">
        <SearchIcon size={24} />
        <span className="unseen">{say('find.label')}</span>
        <input
          autoComplete="off"
          className="search-input"
          onChange={(event) => room.store.setState({ query: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || query.trim() === '')
              return;
            event.preventDefault();
            event.nativeEvent.stopPropagation();
            void findTyped(room);
          }}
          placeholder={say('find.placeholder')}
          ref={field}
          spellCheck={false}
          value={query}
        />
        <kbd className="key-hint">{query === '' ? 'F2' : 'Enter'}</kbd>
      </label>
      <Button icon={<CameraIcon size={24} />} label={say('camera.title')} onPress={onCamera}>
        {''}
      </Button>
    </div>
  );
});
