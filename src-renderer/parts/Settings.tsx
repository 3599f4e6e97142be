import { Choice } from './Choice.tsx';
import { useWords } from './words.ts';

type Language = 'zh-CN' | 'en' | 'zh-TW';
type Theme = 'system' | 'light' | 'dark';
type SoundChoice = 'on' | 'off';

// A language is always named in itself, so that whoever needs it can read it.
const languages = [
  { value: 'zh-CN', words: '简体' },
  { value: 'en', words: 'English' },
  { value: 'zh-TW', words: '繁體' },
] as const;

/** How this screen speaks, looks and sounds. */
export function Settings(props: {
  readonly language: Language;
  readonly theme: Theme;
  readonly sound: SoundChoice;
  readonly onChange: (change: { language?: Language; theme?: Theme; sound?: SoundChoice }) => void;
}) {
  const say = useWords();
  return (
    <>
      <Choice
        isLabelSeen={false}
        label={say('settings.language')}
        onChange={(language) => props.onChange({ language })}
        options={languages}
        value={props.language}
      />
      <Choice
        isLabelSeen={false}
        label={say('settings.theme')}
        onChange={(theme) => props.onChange({ theme })}
        options={[
          { value: 'system', words: say('settings.system') },
          { value: 'light', words: say('settings.light') },
          { value: 'dark', words: say('settings.dark') },
        ]}
        value={props.theme}
      />
      <Choice
        isLabelSeen={false}
        label={say('settings.sound')}
        onChange={(sound) => props.onChange({ sound })}
        options={[
          { value: 'on', words: say('settings.sound_on') },
          { value: 'off', words: say('settings.sound_off') },
        ]}
        value={props.sound}
      />
    </>
  );
}
