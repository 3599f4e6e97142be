export type Sound = 'ok' | 'ask' | 'refuse';

interface Note {
  readonly hertz: number;
  readonly atSeconds: number;
  readonly seconds: number;
}

const LOUDNESS = 0.16;
const FADE_SECONDS = 0.03;

// Told apart with closed eyes: two rising notes, one note twice, two low falling ones.
const notes = {
  ok: [
    { hertz: 784, atSeconds: 0, seconds: 0.09 },
    { hertz: 1175, atSeconds: 0.09, seconds: 0.14 },
  ],
  ask: [
    { hertz: 587, atSeconds: 0, seconds: 0.1 },
    { hertz: 587, atSeconds: 0.16, seconds: 0.1 },
  ],
  refuse: [
    { hertz: 311, atSeconds: 0, seconds: 0.16 },
    { hertz: 233, atSeconds: 0.16, seconds: 0.26 },
  ],
} as const satisfies Record<Sound, readonly Note[]>;

/** Makes a player of the three short sounds. A machine without sound stays silent. */
export function createSounds(): (sound: Sound) => void {
  let audio: AudioContext | null = null;
  return (sound) => {
    audio ??= new AudioContext();
    // Browsers keep sound off until the first key or touch.
    if (audio.state === 'suspended') void audio.resume();
    for (const note of notes[sound]) play(audio, note);
  };
}

function play(audio: AudioContext, note: Note): void {
  const startsAt = audio.currentTime + note.atSeconds;
  const endsAt = startsAt + note.seconds;
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, startsAt);
  gain.gain.linearRampToValueAtTime(LOUDNESS, startsAt + FADE_SECONDS / 2);
  gain.gain.setValueAtTime(LOUDNESS, endsAt - FADE_SECONDS);
  gain.gain.linearRampToValueAtTime(0, endsAt);
  const tone = new OscillatorNode(audio, { type: 'triangle', frequency: note.hertz });
  tone.connect(gain).connect(audio.destination);
  tone.start(startsAt);
  tone.stop(endsAt);
}
