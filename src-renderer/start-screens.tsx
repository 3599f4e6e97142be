import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { openShop } from './open-shop.ts';
import './parts/tokens.css';
import './parts/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id "root".');
const shop = openShop(window);
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={shop.words}>
      <App shop={shop} />
    </I18nextProvider>
  </StrictMode>,
);
