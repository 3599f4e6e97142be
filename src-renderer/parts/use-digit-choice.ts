import { useEffect, useEffectEvent } from 'react';

/** Longer than any gap inside a scan: the first digit of a code must not choose anything. */
const SINGLE_KEY_MS = 130;

/** Digits choose from a list by their place, while no field has the focus. */
export function useDigitChoice(choose: (index: number) => void): void {
  const chooseNow = useEffectEvent(choose);
  useEffect(() => {
    let timer = 0;
    const press = ({ key, target }: KeyboardEvent) => {
      window.clearTimeout(timer);
      if (!/^[1-9]$/.test(key) || target instanceof HTMLInputElement) return;
      timer = window.setTimeout(() => chooseNow(Number(key) - 1), SINGLE_KEY_MS);
    };
    window.addEventListener('keydown', press);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('keydown', press);
    };
  }, []);
}
