import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { Steps, type StepsProperties } from "./Steps";

import "./dialogs.css";

interface DialogFrameProperties {
  /** Its `data-testid` is `dialog-<name>`. */
  name: string;
  title: string;
  /** Where a page of a wizard is. */
  steps?: StepsProperties;
  /** One line below the title. */
  subtitle?: ReactNode;
  /** In CSS pixels; 560 unless told. */
  width?: number;
  /** Whether it interrupts: a screen reader reads it at once. */
  alert?: boolean;
  /** What Escape does. */
  onClose: () => void;
  footer: ReactNode;
  children?: ReactNode;
}

/** A modal dialog: a title that is a question or a fact, what it covers, one decision. */
export function DialogFrame({
  name,
  title,
  steps,
  subtitle,
  width = 560,
  alert,
  onClose,
  footer,
  children,
}: DialogFrameProperties) {
  return (
    <ModalOverlay className="dialog-scrim" isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog" style={{ width }}>
        <Dialog data-testid={`dialog-${name}`} className="dialog-inside" role={alert ? "alertdialog" : "dialog"}>
          <header className="dialog-header">
            {steps !== undefined && <Steps {...steps} />}
            <Heading slot="title" level={1}>
              {title}
            </Heading>
            {subtitle !== undefined && <p>{subtitle}</p>}
          </header>
          {children !== undefined && <div className="dialog-body">{children}</div>}
          <footer className="dialog-footer">{footer}</footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
