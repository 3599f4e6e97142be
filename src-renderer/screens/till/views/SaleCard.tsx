import type { Sale } from '../till-state.ts';
import { QuoteCard } from './QuoteCard.tsx';
import { SaleEntry } from './SaleEntry.tsx';

/** Panel part 2: this sale, what it consists of and what it gives. */
export function SaleCard({ sale }: { readonly sale: Sale }) {
  return (
    <section className="sale-card">
      <SaleEntry sale={sale} />
      <QuoteCard sale={sale} />
    </section>
  );
}
