//! The list itself.

/// Hands every operation to the macro `$callback`, as
/// `access { as documented }
///  documented { [docs] command "documentedName" Method Auth (Request) -> (Answer) "message"; … }
///  streamed { as documented }
///  app { [docs] command (Request) -> (Answer); … }`.
///
/// The ones on access are documented, too, but need no store, and what they answer is secret: the desktop keeps it and
/// answers handles. The streamed ones are documented, too, but carry bytes: each door has its own way with those, so
/// each door has its own bodies for them.
#[macro_export]
macro_rules! for_each_operation {
    ($callback:ident) => { $callback! {
        access {
            /// Makes a weaker API key: for these buckets, with these rights, in this time.
            create_restrict_key "createRestrictKey" Post None (CreateRestrictKey) -> (SecretOutput) "success";
            /// Makes an access grant of an API key and a passphrase, by the documented derivation.
            create_access_grant "createAccessGrant" Post None (CreateAccessGrant) -> (SecretOutput) "success";
            /// Registers an access grant for S3 credentials.
            create_credentials "createCredentials" Post None (CreateCredentials) -> (CredentialsOutput) "success";
            /// Makes a link that shows one object to anyone.
            share_url "shareUrl" Post None (ShareUrl) -> (SecretOutput) "success";
        }
        documented {
            /// Makes a bucket.
            create_bucket "createBucket" Post S3 (BucketRequest) -> (()) "创建成功";
            /// Deletes an empty bucket.
            delete_bucket "deleteBucket" Delete S3 (BucketRequest) -> (()) "删除成功";
            /// Lists the buckets.
            list_buckets "listBuckets" Post S3 (NoParameters) -> (Vec<Bucket>) "success";
            /// Says whether a bucket exists and may be used.
            head_bucket "headBucket" Post S3 (BucketRequest) -> (()) "success";
            /// Lists a page of objects and prefixes.
            list_objects "listObjects" Post S3 (ListObjects) -> (ListAnswer) "success";
            /// Copies an object at the server, with metadata, content type and tags.
            copy_object "copyObject" Post S3 (CopyObject) -> (()) "复制成功";
            /// Deletes an object.
            delete_object "deleteObject" Delete S3 (ObjectRequest) -> (()) "删除成功";
            /// Deletes any number of objects.
            delete_objects "deleteObjects" Delete S3 (DeleteObjects) -> (()) "删除成功";
            /// Moves an object: copies it, verifies the copy, deletes the source.
            move_object "moveObject" Post S3 (CopyObject) -> (()) "移动成功";
            /// Shows an object's details.
            head_object "headObject" Post S3 (ObjectRequest) -> (ObjectDetails) "success";
            /// Replaces an object's tags.
            put_object_tagging "putObjectTagging" Post S3 (PutObjectTagging) -> (()) "success";
            /// Shows an object's tags.
            get_object_tagging "getObjectTagging" Post S3 (ObjectRequest) -> (Vec<ObjectTag>) "success";
            /// Removes an object's tags.
            delete_object_tagging "deleteObjectTagging" Delete S3 (ObjectRequest) -> (()) "删除成功";
            /// Begins a multipart upload.
            create_multipart_upload "createMultipartUpload" Post S3 (ObjectRequest) -> (UploadIdAnswer) "success";
            /// Makes the object of its parts.
            complete_multipart_upload "completeMultipartUpload" Post S3 (CompleteMultipartUpload) -> (()) "success";
            /// Gives a multipart upload up.
            abort_multipart_upload "abortMultipartUpload" Post S3 (MultipartRequest) -> (()) "success";
            /// Lists the multipart uploads that were begun and not ended.
            list_multipart_uploads "listMultipartUploads" Post S3 (BucketRequest) -> (Vec<MultipartUpload>) "success";
            /// Lists the parts of a multipart upload.
            list_parts "listParts" Post S3 (MultipartRequest) -> (Vec<Part>) "success";
        }
        streamed {
            /// Writes an object from a file. On the desktop it starts a transfer.
            upload_object "uploadObject" Post S3 (UploadObject) -> (StartedTransfer) "上传成功";
            /// Reads an object into a file. On the desktop it starts a transfer.
            download_object "downloadObject" Post S3 (DownloadObject) -> (StartedTransfer) "";
            /// Sends one part of a multipart upload.
            upload_part "uploadPart" Post S3 (UploadPart) -> (PartAnswer) "上传成功";
        }
        app {
            /// What the window needs to know at its start.
            app_info (NoParameters) -> (AppInfo);
            /// The settings.
            get_settings (NoParameters) -> (Settings);
            /// Saves the settings.
            set_settings (Settings) -> (());
            /// Shows this menu bar.
            set_menu_bar (MenuBar) -> (());
            /// Shows how things stand in the tray and on the taskbar.
            show_status (ShownStatus) -> (());
            /// Draws the person's eye to the window where it isn't in front: something ended.
            ask_for_attention (NoParameters) -> (());
            /// Says what becomes of the window that was closed while transfers run.
            close_window (CloseWindow) -> (());
            /// Puts a text that is on the screen on the clipboard.
            copy_text (CopyText) -> (());

            /// Says what a pasted key, grant, link or pair of credentials may do. It asks nobody.
            examine_access (ExamineAccess) -> (AccessFinding);
            /// Makes up a passphrase of words.
            suggest_passphrase (NoParameters) -> (SecretHandle);
            /// Makes an access grant, with the project's own salt where the satellite can be asked.
            make_grant (MakeGrant) -> (MadeGrant);
            /// Makes a weaker key of a key, or a weaker grant of a grant.
            restrict_access (RestrictAccess) -> (SecretHandle);
            /// Puts a kept secret on the clipboard.
            copy_secret (SecretHandle) -> (());
            /// Asks where to, and writes a kept secret to a file of this person. None when the dialog was closed.
            save_secret (SaveSecret) -> (Option<SavedFile>);
            /// Draws a kept secret as a QR code.
            draw_secret (SecretHandle) -> (QrPicture);
            /// Shows a kept secret, because the person asked for it.
            reveal_secret (SecretHandle) -> (RevealedSecret);
            /// Forgets a kept secret.
            drop_secret (SecretHandle) -> (());

            /// The saved accounts.
            list_accounts (NoParameters) -> (Vec<AccountInfo>);
            /// The profiles of the AWS configuration on this computer.
            list_aws_profiles (NoParameters) -> (Vec<AwsProfile>);
            /// Opens the practice store, starting it where it doesn't run: Try it now.
            open_demo (NoParameters) -> (AccountInfo);
            /// Tries an S3-compatible store before it is saved.
            test_s3_account (S3AccountDraft) -> (ConnectionReport);
            /// Tries an AWS profile before it is saved.
            test_profile_account (ProfileAccountDraft) -> (ConnectionReport);
            /// Tries a saved account.
            test_account (AccountRequest) -> (ConnectionReport);
            /// Saves an S3-compatible store.
            add_s3_account (S3AccountDraft) -> (AccountInfo);
            /// Registers an access grant and tries it. Nothing is saved yet.
            prepare_storj_account (StorjAccountDraft) -> (PreparedAccount);
            /// Saves a prepared Storj account.
            add_storj_account (AddPreparedAccount) -> (AccountInfo);
            /// Saves an AWS profile as an account.
            add_profile_account (ProfileAccountDraft) -> (AccountInfo);
            /// Gives an account another name.
            rename_account (RenameAccount) -> (AccountInfo);
            /// Puts another secret in the place of an account's. Transfers that waited for it go on.
            replace_account_secret (ReplaceAccountSecret) -> (AccountInfo);
            /// Removes an account and its secret from this computer. Its objects stay where they are.
            remove_account (AccountRequest) -> (());

            /// Opens a place. Rows stream in; the view's state comes as events.
            open_view (OpenView) -> (ViewState);
            /// Closes a view.
            close_view (ViewRequest) -> (());
            /// Lists a view's place again, keeping what is open and selected.
            refresh_view (ViewRequest) -> (());
            /// Rows of a view.
            view_rows (ViewRowsRequest) -> (ViewRows);
            /// Opens a folder in place.
            open_row (RowRequest) -> (());
            /// Closes a folder in place.
            close_row (RowRequest) -> (());
            /// Sorts a view.
            sort_view (SortView) -> (ViewState);
            /// Filters a view.
            filter_view (FilterView) -> (ViewState);
            /// Selects rows.
            select_rows (SelectRows) -> (ViewState);
            /// Finds the next row whose name begins so.
            find_row (FindRow) -> (FoundRow);
            /// Takes what is selected, for a plan or for pasting.
            take_selection (ViewRequest) -> (TakenSelection);

            /// Goes on at a place with this account's passphrase, though it was filled with another one.
            accept_passphrase (AcceptPassphrase) -> (());

            /// Makes a folder.
            create_folder (CreateFolder) -> (());

            /// What links an account can make.
            link_options (AccountRequest) -> (LinkOptions);
            /// Gives an account's links other defaults.
            set_link_defaults (SetLinkDefaults) -> (());
            /// Makes share links, and keeps them among those that were made here.
            make_links (MakeLinks) -> (Vec<SharedLink>);
            /// The links that were made here.
            list_links (NoParameters) -> (SharedLinks);
            /// Writes links out, for the clipboard, a file or a QR code.
            write_links (WriteLinks) -> (SecretHandle);
            /// Fetches a link as anyone would, and says how it is.
            check_link (LinkRequest) -> (CheckedLink);
            /// Makes a link again with other terms.
            extend_link (ExtendLink) -> (SharedLink);
            /// Withdraws a link for ever, and fetches it to see that it is dead. Storj's own links only.
            revoke_link (LinkRequest) -> (CheckedLink);
            /// Takes a link off the list. It stays as it is.
            forget_link (LinkRequest) -> (());

            /// Asks the person for files. None when the dialog was closed.
            pick_files (NoParameters) -> (Option<PickedFiles>);
            /// Asks the person for folders to upload. None when the dialog was closed.
            pick_folders (NoParameters) -> (Option<PickedFiles>);
            /// Asks the person for a folder to write to. None when the dialog was closed.
            pick_target_folder (NoParameters) -> (Option<PickedFiles>);

            /// Plans an upload. Nothing is sent yet.
            plan_upload (PlanUpload) -> (PlanInfo);
            /// Plans a download. Nothing is read yet.
            plan_download (PlanDownload) -> (PlanInfo);
            /// Plans a delete: counts what would go.
            plan_delete (PlanDelete) -> (PlanInfo);
            /// Plans a copy or a move within an account.
            plan_copy (PlanCopy) -> (PlanInfo);
            /// Plans a rename.
            plan_rename (PlanRename) -> (PlanInfo);
            /// Starts a plan.
            start_plan (StartPlan) -> (StartedTransfer);
            /// Gives a plan up, or the making of one: no effect.
            drop_plan (PlanRequest) -> (());

            /// Every transfer that the journals know: those that aren't done in the order of the queue, then what ended,
            /// latest first.
            list_transfers (NoParameters) -> (Vec<TransferInfo>);
            /// A window of a transfer's files.
            transfer_files (TransferFilesRequest) -> (TransferFiles);
            /// Asks where to, and writes a list of a transfer's files. None when the dialog was closed.
            export_transfer_files (ExportTransferFiles) -> (Option<ExportedFiles>);
            /// Pauses a transfer. What arrived stays, what is half sent is kept for going on.
            pause_transfer (TransferRequest) -> (());
            /// Lets a paused transfer go on.
            resume_transfer (TransferRequest) -> (());
            /// Cancels a transfer. What arrived stays, what was half sent goes.
            cancel_transfer (TransferRequest) -> (());
            /// Does what failed of a transfer again.
            retry_transfer (TransferRequest) -> (StartedTransfer);
            /// Gives a transfer another place in the queue.
            reorder_transfer (ReorderTransfer) -> (());
            /// Takes one transfer that ended off the list.
            forget_transfer (TransferRequest) -> (());
            /// Pauses every transfer.
            pause_all_transfers (NoParameters) -> (());
            /// Lets every paused transfer go on.
            resume_all_transfers (NoParameters) -> (());
            /// Cancels every transfer that hasn't ended.
            cancel_all_transfers (NoParameters) -> (());
            /// Does what failed of every transfer again.
            retry_all_transfers (NoParameters) -> (());
            /// Takes the transfers that ended off the list.
            clear_transfers (NoParameters) -> (());
            /// Shows a download's folder in the system's file manager.
            reveal_transfer (RevealRequest) -> (());

            /// Fetches an object and opens it in the system's program for it: from then on, each save goes up.
            edit_object (EditObject) -> (OpenedEdit);
            /// The objects that are open for editing, the oldest first.
            list_edits (NoParameters) -> (Vec<EditInfo>);
            /// Says what is done about a conflict.
            resolve_edit_conflict (ResolveEditConflict) -> (());
            /// Sends what waits, now. What was found after a restart is thereby said to be good.
            retry_edit (EditRequest) -> (());
            /// Ends an edit: at once where nothing is unsaved or it is discarded, else as soon as it is saved.
            finish_edit (FinishEdit) -> (());
            /// Shows the folder of an edit in the system's file manager.
            reveal_edit (EditRequest) -> (());

            /// A page of a bucket's leftover uploads, and whose they are.
            list_leftover_uploads (ListLeftoverUploads) -> (LeftoverUploads);
            /// Lets a leftover upload of ours go on.
            resume_leftover_upload (ResumeLeftover) -> (StartedTransfer);
            /// Gives a leftover upload up: its parts are deleted.
            abort_leftover_upload (LeftoverRequest) -> (());
            /// Counts the leftover uploads that are older than a time.
            count_old_leftovers (OldLeftovers) -> (LeftoverCount);
            /// Aborts the leftover uploads that are older than a time, and answers how many.
            abort_old_leftovers (OldLeftovers) -> (LeftoverCount);

            /// How the local API stands.
            get_local_api (NoParameters) -> (LocalApi);
            /// Switches the local API on or off, now and for the next start, or gives it another port.
            set_local_api (SetLocalApi) -> (LocalApi);
            /// Puts the local API's token on the clipboard.
            copy_local_api_token (NoParameters) -> (LocalApi);
            /// Gives the local API a new token. The old one is refused from now on.
            renew_local_api_token (NoParameters) -> (LocalApi);
            /// The requests that the local API answered last.
            local_api_log (NoParameters) -> (LocalApiLog);
        }
    } };
}
