import { createStore, type StoreApi } from 'zustand/vanilla';

export type RouteName = 'till' | 'enrol' | 'device' | 'recovery' | 'readmit';

const addresses = {
  till: './',
  enrol: 'enrol',
  device: 'devices',
  recovery: 'recovery',
  readmit: 'readmit',
} as const satisfies Record<RouteName, string>;

/** Where the screen is, and what one screen gives the next without the address telling it. */
export interface Route {
  readonly name: RouteName;
  /** A phone or card that was scanned or typed at the till and is not known yet. */
  readonly enrolWith: { readonly phone?: string; readonly cardNo?: string };
  /** Whether the till is waiting behind the enrolment. */
  readonly from: RouteName | null;
  /** Someone just enrolled, whom the till should open. */
  readonly openMemberId: string | null;
}

export interface Router {
  readonly store: StoreApi<Route>;
  go(to: Partial<Route> & { readonly name: RouteName }): void;
}

/** Follows the address and changes it. Works from any folder the pages are served from. */
export function createRouter(page: Window): Router {
  const store = createStore<Route>(() => at(page));
  page.addEventListener('popstate', () => store.setState(at(page)));
  return {
    store,
    go: (to) => {
      if (to.name !== store.getState().name) {
        page.history.pushState(null, '', addresses[to.name]);
      }
      store.setState({ enrolWith: {}, from: null, openMemberId: null, ...to });
    },
  };
}

function at(page: Window): Route {
  const last = page.location.pathname.split('/').findLast((part) => part !== '');
  const name =
    (['enrol', 'device', 'recovery', 'readmit'] as const).find(
      (each) => addresses[each] === last,
    ) ?? 'till';
  return { name, enrolWith: {}, from: null, openMemberId: null };
}
