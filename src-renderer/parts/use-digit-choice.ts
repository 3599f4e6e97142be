import { useEffect, useEffectEvent } from 'react';

/** Digits choose from a list by their place, while no field has the focus. */
export function useDigitChoice(choose: (index: number) => void): void {
  const chooseNow = useEffectEvent(choose);
  useEffect(() => {
    const press = ({ key, target }: KeyboardEvent) => {
      if (/^[1-9]$/.test(key) && !(target instanceof HTMLInputElement)) chooseNow(Number(key) - 1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
