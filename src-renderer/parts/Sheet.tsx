import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './Button.tsx';
import { CloseIcon } from './icons.tsx';
import { useWords } from './words.ts';
import './sheet.css';

/** A dialog over the screen; what lies behind keeps its state. Esc and a touch outside close it. */
export function Sheet(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'normal' | 'wide';
}) {
  const say = useWords();
  return (
    <ModalOverlay
      className="sheet-shade"
      isDismissable
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className={`sheet sheet-${props.size ?? 'normal'}`}>
        <Dialog className="sheet-body">
          <header className="sheet-head">
            <Heading className="sheet-title" slot="title">
              {props.title}
            </Heading>
            <Button
              icon={<CloseIcon />}
              keyHint="Esc"
              label={say('act.close')}
              look="quiet"
              onPress={props.onClose}
            >
              {''}
            </Button>
          </header>
          <div className="sheet-content">{props.children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
