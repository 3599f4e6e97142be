import type { Programme } from '../../src-shared/domain/programme/programme.ts';

/**
 * A programme without the campaigns around a birthday: as long as nobody is sure who stands there, their names would say when
 * it is, and by the birthday the till asks who it is (ID-02). What they give counts all the same.
 */
export function toldToStrangers(programme: Programme): Programme {
  const { campaigns } = programme;
  return {
    ...programme,
    campaigns: campaigns.filter(({ when }) => when.every(({ kind }) => kind !== 'birthday_window')),
  };
}
