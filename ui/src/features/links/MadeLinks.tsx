import { ChevronDown, CodeXml, Copy, QrCode as QrIcon } from "lucide-react";
import { useState } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from "react-aria-components";

import { drawSecret, type LinkWriting, type QrPicture, type SharedLink, writeLinks } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useHandles } from "../access/handles";
import { QrCode } from "../access/QrCode";
import { Note } from "../dialogs/Note";
import { lifeSentence } from "./shareWords";
import { writingsOf } from "./terms";
import type { Sharing } from "./useShare";

interface MadeLinksProperties {
  sharing: Sharing;
  links: SharedLink[];
}

/** The links that were made, as far as they are shown, and what else can be had of them. */
export function MadeLinks({ sharing, links }: MadeLinksProperties) {
  const words = useWords();
  const { say } = words;
  const handles = useHandles();
  const [drawn, setDrawn] = useState<{ link: string; picture: QrPicture } | null>(null);
  const [first] = links;
  const one = links.length === 1 ? first : undefined;
  const writings = writingsOf(links);
  const picture = one !== undefined && drawn?.link === one.link ? drawn.picture : null;
  const label = say("share.made", { count: links.length });

  const draw = () =>
    sharing.run(async () => {
      if (one === undefined) return;
      if (picture !== null) {
        setDrawn(null);
        return;
      }
      const handle = await writeLinks({ links: [one.link], writing: "as_made" });
      handles.keep(handle);
      setDrawn({ link: one.link, picture: await drawSecret(handle) });
      handles.drop(handle);
    });

  return (
    <div className="secret-card" role="group" aria-label={label} data-testid="share-made">
      <div className="share-line">
        <ul className="share-shown selectable">
          {links.map(({ link, shown }) => (
            <li key={link} className="mono" title={shown}>
              {shown}
            </li>
          ))}
        </ul>
        <Button className="button" data-testid="share-copy-again" onPress={() => void sharing.copyAs("as_made")}>
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
      </div>
      <p className="share-life">{lifeSentence(links, words)}</p>
      {picture !== null && <QrCode picture={picture} label={say("access.qr_of", { label })} testId="share-qr" />}
      <div className="secret-buttons">
        {one !== undefined && (
          <Button className="button" data-testid="share-draw" onPress={() => void draw()}>
            <QrIcon aria-hidden />
            {say(picture === null ? "access.show_qr" : "access.hide_qr")}
          </Button>
        )}
        <Button className="button" data-testid="share-snippet" onPress={() => void sharing.copyAs("snippet")}>
          <CodeXml aria-hidden />
          {say("share.copy_snippet")}
        </Button>
        {writings.length > 1 && (
          <MenuTrigger>
            <Button className="button" data-testid="share-copy-as">
              {say("share.copy_as")}
              <ChevronDown aria-hidden />
            </Button>
            <Popover placement="bottom start" offset={4}>
              <Menu
                className="menu"
                aria-label={say("share.copy_as")}
                onAction={(writing) => void sharing.copyAs(writing as LinkWriting)}
              >
                {writings.map((writing) => (
                  <MenuItem
                    key={writing}
                    id={writing}
                    className="menu-item"
                    textValue={say(`share.write_${writing}`)}
                    data-testid={`share-write-${writing}`}
                  >
                    <Text slot="label">{say(`share.write_${writing}`)}</Text>
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
        )}
      </div>
      {sharing.changed && (
        <Note tone="info" live testId="share-changed">
          {say("share.changed", { count: links.length })}
        </Note>
      )}
    </div>
  );
}
