import { Copy, Eye, EyeOff, QrCode as QrIcon, Save } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import {
  copySecret,
  drawSecret,
  type QrPicture,
  revealSecret,
  saveSecret,
  type SecretHandle,
} from "../../platform/operations";
import { useWords } from "../../words/words";
import { ErrorNote } from "../dialogs/ErrorNote";
import { showToast } from "../dialogs/toasts";
import { useSubmit } from "../dialogs/useSubmit";
import { QrCode } from "./QrCode";

import "./access.css";

interface SecretCardProperties {
  /** Names its parts: `secret-copy-<name>`… */
  name: string;
  label: string;
  handle: SecretHandle;
  /** The name that is suggested for a file. */
  file: string;
  /** Whether a QR code makes sense of it. */
  qr?: boolean;
  /** The secret left the window by copy or by file, or was shown. */
  onTaken?: () => void;
}

/** A secret that the engine keeps: it is copied, saved and drawn without being in the page; only Show brings it there. */
export function SecretCard({ name, label, handle, file, qr, onTaken }: SecretCardProperties) {
  const { say } = useWords();
  const { error, run } = useSubmit();
  const [shown, setShown] = useState<string | null>(null);
  const [picture, setPicture] = useState<QrPicture | null>(null);

  const copy = () =>
    run(async () => {
      await copySecret(handle);
      showToast({ tone: "good", text: say("access.copied", { label }) });
      onTaken?.();
    });
  const save = () =>
    run(async () => {
      const saved = await saveSecret({ secret: handle.secret, name: file });
      if (saved === null) return;
      showToast({ tone: "good", text: say("access.saved", { name: saved.name }) });
      onTaken?.();
    });
  const show = () =>
    run(async () => {
      if (shown !== null) setShown(null);
      else {
        setShown((await revealSecret(handle)).text);
        onTaken?.();
      }
    });
  const draw = () =>
    run(async () => {
      if (picture !== null) setPicture(null);
      else {
        setPicture(await drawSecret(handle));
        onTaken?.();
      }
    });

  return (
    <div className="secret-card" role="group" aria-label={label} data-testid={`secret-${name}`}>
      <div className="secret-line">
        <b>{label}</b>
      </div>
      <code
        className={shown === null ? "mono secret-text" : "mono secret-text selectable"}
        data-testid={`secret-text-${name}`}
        aria-hidden={shown === null}
      >
        {shown ?? "•".repeat(32)}
      </code>
      {picture !== null && (
        <QrCode picture={picture} label={say("access.qr_of", { label })} testId={`secret-qr-${name}`} />
      )}
      <div className="secret-buttons">
        <Button className="button" data-testid={`secret-copy-${name}`} onPress={() => void copy()}>
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
        <Button className="button" data-testid={`secret-save-${name}`} onPress={() => void save()}>
          <Save aria-hidden />
          {say("access.save_file")}
        </Button>
        <Button className="button" data-testid={`secret-show-${name}`} onPress={() => void show()}>
          {shown === null ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          {say(shown === null ? "access.show" : "access.hide")}
        </Button>
        {qr && (
          <Button className="button" data-testid={`secret-draw-${name}`} onPress={() => void draw()}>
            <QrIcon aria-hidden />
            {say(picture === null ? "access.show_qr" : "access.hide_qr")}
          </Button>
        )}
      </div>
      {error !== null && <ErrorNote error={error} />}
    </div>
  );
}
