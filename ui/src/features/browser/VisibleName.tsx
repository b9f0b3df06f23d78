import { useWords } from "../../words/words";
import { headAndTail, visiblePieces, visibleText } from "./visible";

function Pieces({ text }: { text: string }) {
  return visiblePieces(text).map((piece, at) =>
    piece.odd ? (
      <span key={at} className="odd-character">
        {piece.text}
      </span>
    ) : (
      <bdi key={at}>{piece.text}</bdi>
    ),
  );
}

/**
 * A name as it is, with what is invisible in it made visible. It takes the room there is: a long one is cut in the
 * middle, so that its end stays in sight, and is whole in its tooltip.
 */
export function VisibleName({ name }: { name: string }) {
  const { say } = useWords();
  if (name === "") return <span className="visible-name nameless">{say("browser.no_name")}</span>;
  const [head, tail] = headAndTail(name);
  return (
    <span className="visible-name" title={visibleText(name)}>
      <span className="name-head">
        <Pieces text={head} />
      </span>
      {tail !== "" && (
        <span className="name-tail">
          <Pieces text={tail} />
        </span>
      )}
    </span>
  );
}
