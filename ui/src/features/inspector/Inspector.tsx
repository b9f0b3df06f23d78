import { File, Files, Folder } from "lucide-react";
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";

import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { LinksPanel, WhoSees } from "../links/LinksPanel";
import type { InspectorProperties } from "./api";
import { DetailsPanel } from "./DetailsPanel";
import { useFollowing } from "./queries";
import { TagsPanel } from "./TagsPanel";

import "./inspector.css";

/** The pane that tells more of what is selected. */
export function Inspector({ account, bucket, inspected }: InspectorProperties) {
  const { say, formats } = useWords();
  const [key, state] =
    inspected.kind === "object" ? [inspected.key, JSON.stringify([inspected.size, inspected.modified])] : ["", ""];
  useFollowing(account, bucket, key, state);
  switch (inspected.kind) {
    case "nothing":
      return (
        <Pane>
          <p className="inspector-quiet inspector-nothing">{say("inspector.nothing")}</p>
        </Pane>
      );
    case "folder":
      return (
        <Pane>
          <h2 className="inspector-name">
            <Folder aria-hidden size={16} />
            <bdi>{visibleText(inspected.name)}</bdi>
          </h2>
          <dl className="facts selectable">
            <dt>{say("inspector.kind")}</dt>
            <dd>{say("inspector.folder")}</dd>
            <dt>{say("inspector.prefix")}</dt>
            <dd>
              <code>{visibleText(inspected.prefix)}</code>
            </dd>
          </dl>
          <p className="inspector-quiet">{say("inspector.folder_text")}</p>
          <section className="inspector-section" aria-label={say("links.title")}>
            <h3>{say("links.title")}</h3>
            <LinksPanel account={account} bucket={bucket} objectKey={inspected.prefix} />
          </section>
        </Pane>
      );
    case "many":
      return (
        <Pane>
          <h2 className="inspector-name">
            <Files aria-hidden size={16} />
            {say("inspector.many", { count: inspected.count })}
          </h2>
          <dl className="facts">
            <dt>{say("inspector.objects")}</dt>
            <dd>
              {say("inspector.objects_sum", {
                count: inspected.count - inspected.folders,
                size: formats.bytes(inspected.bytes),
              })}
            </dd>
            <dt>{say("inspector.folders")}</dt>
            <dd>{formats.count(inspected.folders)}</dd>
          </dl>
          {inspected.folders > 0 && <p className="inspector-quiet">{say("inspector.many_text")}</p>}
        </Pane>
      );
    case "object":
      return (
        <Pane>
          <h2 className="inspector-name">
            <File aria-hidden size={16} />
            <bdi>{visibleText(inspected.name)}</bdi>
          </h2>
          <Tabs className="inspector-tabs">
            <TabList className="tabs" aria-label={say("inspector.tabs", { name: visibleText(inspected.name) })}>
              <Tab id="details" className="tab" data-testid="inspector-tab-details">
                {say("inspector.details")}
              </Tab>
              <Tab id="tags" className="tab" data-testid="inspector-tab-tags">
                {say("inspector.tags")}
              </Tab>
              <Tab id="links" className="tab" data-testid="inspector-tab-links">
                {say("links.title")}
              </Tab>
            </TabList>
            <TabPanel id="details" className="tab-panel">
              <DetailsPanel
                account={account}
                bucket={bucket}
                objectKey={inspected.key}
                size={inspected.size}
                modified={inspected.modified}
              />
              <WhoSees account={account} bucket={bucket} objectKey={inspected.key} />
            </TabPanel>
            <TabPanel id="tags" className="tab-panel">
              <TagsPanel
                key={`${account}\n${bucket}\n${inspected.key}`}
                account={account}
                bucket={bucket}
                objectKey={inspected.key}
              />
            </TabPanel>
            <TabPanel id="links" className="tab-panel">
              <LinksPanel account={account} bucket={bucket} objectKey={inspected.key} />
            </TabPanel>
          </Tabs>
        </Pane>
      );
  }
}

function Pane({ children }: { children: ReactNode }) {
  return (
    <div className="inspector" data-testid="inspector">
      {children}
    </div>
  );
}
