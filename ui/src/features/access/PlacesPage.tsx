import { Plus, X } from "lucide-react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { bucketNameProblem, isBeingTyped } from "../dialogs/bucketName";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { FormDialog } from "../dialogs/FormDialog";
import type { SourcedPageProperties } from "./page";
import type { TypedPlace } from "./useMakeAccess";

/** Where the new access reaches: buckets, and with a grant folders in them. */
export function PlacesPage({ steps, making, source, onBack, onNext, onClose }: SourcedPageProperties) {
  const { say } = useWords();
  const { fields, set } = making;
  // Only a grant has the key that a folder's encrypted name is found with.
  const prefixes = source?.subject.kind === "access_grant";
  const complete = !fields.restricted || fields.places.every(({ bucket }) => bucketNameProblem(bucket.trim()) === null);
  const change = (id: number, some: Partial<TypedPlace>) =>
    set({ places: fields.places.map((place) => (place.id === id ? { ...place, ...some } : place)) });
  const nextId = Math.max(...fields.places.map(({ id }) => id)) + 1;
  const wrong = (bucket: string) => {
    const problem = bucketNameProblem(bucket.trim());
    return problem === null || isBeingTyped(bucket, problem) ? null : say(`dialogs.bucket_${problem}`);
  };

  return (
    <FormDialog
      name="make-places"
      steps={steps}
      title={say("access.places_title")}
      text={say(prefixes ? "access.places_text" : "access.places_text_key")}
      complete={complete}
      onBack={onBack}
      onSubmit={onNext}
      onClose={onClose}
    >
      <Segmented<"some" | "all">
        label={say("access.places_which")}
        value={fields.restricted ? "some" : "all"}
        onChange={(chosen) => set({ restricted: chosen === "some" })}
        testId="places"
        options={[
          { value: "some", label: say("access.places_some") },
          { value: "all", label: say("access.places_all") },
        ]}
      />
      {fields.restricted && (
        <div className="place-rows">
          {fields.places.map(({ id, bucket, prefix }, at) => (
            <div key={id} className={prefixes ? "place-row" : "place-row bucket-only"}>
              <Field
                name={`place-bucket-${at}`}
                label={say("access.bucket")}
                mono
                value={bucket}
                autoFocus={at === fields.places.length - 1}
                onChange={(text) => change(id, { bucket: text })}
                error={wrong(bucket)}
              />
              {prefixes && (
                <Field
                  name={`place-prefix-${at}`}
                  label={say("access.prefix")}
                  mono
                  value={prefix}
                  placeholder={say("access.prefix_all")}
                  onChange={(text) => change(id, { prefix: text })}
                />
              )}
              <Button
                className="icon-button"
                aria-label={say("access.place_remove", { bucket: bucket || at + 1 })}
                data-testid={`place-remove-${at}`}
                isDisabled={fields.places.length === 1}
                onPress={() => set({ places: fields.places.filter((place) => place.id !== id) })}
              >
                <X aria-hidden />
              </Button>
            </div>
          ))}
          <Button
            className="button account-aside"
            data-testid="place-add"
            onPress={() => set({ places: [...fields.places, { id: nextId, bucket: "", prefix: "" }] })}
          >
            <Plus aria-hidden />
            {say("access.place_add")}
          </Button>
        </div>
      )}
      {!fields.restricted && (
        <Note tone="warn" live testId="places-all-warning">
          {say(source?.whole_project ? "access.places_project" : "access.places_as_source")}
        </Note>
      )}
      {fields.restricted && prefixes && <Note tone="info">{say("access.prefix_hint")}</Note>}
    </FormDialog>
  );
}
