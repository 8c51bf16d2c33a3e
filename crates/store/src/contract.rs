//! The suite that every database must pass, method by method: one function for each promise, named
//! for it. A room that keeps the contract writes one line of tests:
//!
//! ```ignore
//! fanal_store::contract_tests!(open);
//! ```
//!
//! where `open` is an async function that gives something with a `store()` and an async `close()`.
#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "tests, though another crate runs them; each is named for what it promises"
)]

mod accounts;
mod bulletins;
mod collections;
mod consents;
mod drafts;
mod hindsight;
mod journal;
mod ledger;
mod lookups;
mod peers;
mod protected;
mod purging;
mod rosters;
pub mod samples;
mod sessions;
mod settings;
mod streams;
mod units;

pub use accounts::*;
pub use bulletins::*;
pub use collections::*;
pub use consents::*;
pub use drafts::*;
pub use hindsight::*;
pub use journal::*;
pub use ledger::*;
pub use lookups::*;
pub use peers::*;
pub use protected::*;
pub use purging::*;
pub use rosters::*;
pub use sessions::*;
pub use settings::*;
pub use streams::*;
pub use units::*;

/// Calls `$with!($arguments; promise, promise, ...)`.
#[macro_export]
macro_rules! with_every_promise {
    ($with:ident, $arguments:tt) => {
        $crate::$with! { $arguments;
            an_account_comes_back_as_it_was_put,
            accounts_are_listed_by_name,
            a_token_is_found_by_its_hash_only,
            tokens_of_an_account_are_listed_and_end_one_by_one,
            tokens_end_for_one_account_or_for_all,
            a_session_is_found_by_its_hash_only,
            sessions_of_an_account_come_oldest_first,
            use_and_proof_of_a_session_are_noted_and_wake_none_that_ended,
            sessions_end_for_one_account_or_for_all,
            sessions_that_are_over_are_forgotten,
            a_second_factor_comes_back_as_it_was_put,
            a_second_factor_that_was_removed_is_gone,
            a_statement_comes_back_by_digest_and_by_identity,
            an_envelope_comes_back_byte_for_byte_with_its_facts,
            the_same_statement_again_changes_nothing,
            a_bulletin_shows_its_newest_revision_whatever_came_first,
            a_new_revision_changes_neither_first_arrival_nor_stance,
            what_is_no_content_is_stored_but_not_listed,
            a_publication_is_listed_as_clear,
            a_network_does_not_see_the_bulletins_of_another,
            lists_are_newest_first_and_page_without_gap_or_double,
            a_filter_lets_through_what_it_names,
            a_stance_stays_until_it_changes,
            of_many_bulletins_those_that_are_here_come_back,
            of_many_identities_all_statements_come_back,
            words_of_a_kind_come_back_newest_first_and_without_what_is_gone,
            a_value_is_found_with_what_it_does,
            a_value_that_is_known_by_a_part_is_found_without_a_role,
            a_value_is_found_in_the_newest_revision_only,
            a_value_is_found_only_as_the_kind_that_it_is,
            what_two_desks_hold_is_told_and_nothing_else,
            what_others_hold_of_a_bulletin_is_counted_by_the_newest,
            a_probe_stops_after_so_many_for_each_key,
            a_probe_of_many_keys_tells_which_was_found,
            a_probe_of_thousands_finds_what_came_and_went_meanwhile,
            thousands_of_statements_go_in_at_once,
            objects_of_a_collection_come_one_after_the_other,
            the_same_object_again_keeps_its_moment,
            what_was_taken_out_does_not_come_back_at_its_old_moment,
            what_is_gone_is_told_apart,
            of_many_objects_those_that_are_there_are_told,
            an_object_is_known_by_collection_id_and_version,
            a_record_of_consent_comes_back_by_alias_and_by_id,
            records_of_consent_are_listed_by_alias,
            another_record_of_an_alias_is_a_conflict,
            what_rests_on_a_record_is_known_from_both_sides,
            a_protected_word_is_known_by_its_forms_alone,
            protected_words_are_listed_by_label_and_let_go,
            a_form_of_two_protected_words_stays_for_the_other,
            a_draft_comes_back_as_it_was_put,
            drafts_are_listed_by_state_oldest_first,
            a_deleted_draft_is_gone,
            drafts_are_counted_by_state_author_and_moment,
            lines_of_drafts_come_page_by_page_without_gap_or_double,
            a_draft_is_found_by_the_values_that_it_holds,
            a_draft_that_is_put_again_is_found_by_none_of_its_values,
            quotes_are_known_from_both_sides_and_replaced,
            facts_that_changed_decide_in_lists_and_streams_alike,
            what_is_purged_takes_no_other_facts,
            audit_lines_are_numbered_from_one,
            audit_lines_of_an_act_come_newest_first,
            audit_lines_are_a_chain_that_anyone_can_check,
            the_same_refusal_within_an_hour_counts_up,
            the_same_refusal_in_the_next_hour_stands_by_itself,
            of_refusals_that_count_up_the_first_and_the_newest_words_stay,
            another_refusal_stands_by_itself,
            who_is_refused_much_hides_no_other_refusal,
            refused_bytes_are_found_and_counted_by_direction_and_peer,
            old_refusals_are_forgotten,
            what_is_due_comes_earliest_first,
            the_newest_moment_of_a_kind_and_bulletin_counts,
            what_is_done_is_not_due,
            disclosures_tell_who_got_any_revision,
            the_same_disclosure_again_changes_nothing,
            what_is_not_stored_cannot_have_been_disclosed,
            disclosures_outlive_a_purge,
            a_withdrawal_is_followed_until_all_answered,
            an_answer_that_came_is_not_awaited_again,
            an_answer_that_nobody_awaits_is_told_so,
            what_was_taken_back_is_listed_by_whether_all_have_answered,
            the_newest_sighting_of_a_desk_counts,
            a_look_up_list_is_found_by_each_of_its_values,
            a_look_up_list_is_replaced_as_a_whole,
            look_up_lists_are_listed_by_name_and_forgotten_in_full,
            a_look_up_list_of_thousands_is_held_whole,
            a_peer_comes_back_as_it_was_put,
            peers_are_listed_by_name_within_their_network,
            a_purge_leaves_digests_and_nothing_else,
            a_purge_of_what_is_not_here_gives_nothing,
            a_second_purge_keeps_the_first_retraction,
            a_purged_statement_that_comes_again_stays_purged,
            a_newer_revision_of_a_purged_bulletin_is_held_again,
            purging_older_revisions_leaves_the_newest,
            purging_the_revision_shown_hides_the_bulletin,
            purging_revisions_of_what_is_not_here_changes_nothing,
            rosters_come_back_in_order_from_a_version_on,
            the_newest_roster_of_each_network_is_given,
            the_same_roster_again_changes_nothing,
            another_roster_of_a_version_is_a_conflict,
            a_proof_is_kept_once,
            a_proof_is_known_by_network_and_kind,
            of_one_kind_so_many_proofs_are_kept,
            the_newest_heartbeat_of_each_key_is_kept,
            a_setting_comes_back_as_it_was_put,
            of_many_settings_those_that_are_there_are_told,
            a_deleted_setting_is_gone,
            a_head_comes_back_as_it_was_put,
            heads_are_listed_in_the_order_of_streams,
            a_stream_without_a_head_is_not_listed,
            entries_come_back_in_order_as_they_stand,
            digests_come_back_in_order,
            a_position_that_exists_is_a_conflict,
            a_stream_grows_without_gaps,
            what_is_said_to_be_held_has_to_be,
            a_purged_statement_is_a_tombstone_wherever_it_stands,
            a_statement_that_comes_later_closes_the_gap,
            a_stream_shows_nothing_of_other_desks_or_networks,
            a_tail_that_did_not_prove_true_is_dropped,
            a_position_known_by_digest_can_be_settled,
            settling_does_not_hide_what_is_held,
            nobody_settles_what_is_anothers,
            a_head_is_not_set_back,
            what_is_wanted_is_told_newest_first,
            a_gap_is_filled_with_its_own_digest_only,
            a_dropped_unit_leaves_no_trace,
            a_call_that_is_abandoned_leaves_no_trace,
            a_unit_with_an_abandoned_call_cannot_be_committed,
            a_unit_in_which_a_call_failed_cannot_be_committed,
            what_is_committed_is_there_for_readers_and_writers,
            a_reader_sees_one_state_whatever_is_written_meanwhile,
            units_that_write_take_turns,
            whoever_writes_reads_while_many_wait_to_write,
            what_a_reader_writes_is_never_kept,
        }
    };
}

/// One `#[tokio::test]` for each promise.
#[macro_export]
macro_rules! contract_tests {
    ($open:path) => {
        $crate::with_every_promise! { contract_tests_of, ($open) }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests_of {
    (($open:path); $($promise:ident,)*) => {
        $(#[tokio::test]
        async fn $promise() {
            let opened = $open().await;
            $crate::contract::$promise(opened.store()).await;
            opened.close().await;
        })*
    };
}

#[cfg(test)]
mod tests {
    #[doc(hidden)]
    #[macro_export]
    macro_rules! names_of_promises {
        ($arguments:tt; $($promise:ident,)*) => { &[$(stringify!($promise)),*] };
    }

    #[test]
    fn every_promise_is_in_the_suite() {
        const RUN: &[&str] = with_every_promise!(names_of_promises, ());
        let files = [
            include_str!("contract/accounts.rs"),
            include_str!("contract/bulletins.rs"),
            include_str!("contract/collections.rs"),
            include_str!("contract/consents.rs"),
            include_str!("contract/drafts.rs"),
            include_str!("contract/hindsight.rs"),
            include_str!("contract/journal.rs"),
            include_str!("contract/ledger.rs"),
            include_str!("contract/protected.rs"),
            include_str!("contract/lookups.rs"),
            include_str!("contract/peers.rs"),
            include_str!("contract/purging.rs"),
            include_str!("contract/rosters.rs"),
            include_str!("contract/sessions.rs"),
            include_str!("contract/settings.rs"),
            include_str!("contract/streams.rs"),
            include_str!("contract/units.rs"),
        ];
        let written = files
            .iter()
            .flat_map(|file| file.lines())
            .filter_map(|line| line.strip_prefix("pub async fn ")?.split_once('('))
            .map(|(name, _)| name);
        let forgotten: Vec<&str> = written.filter(|name| !RUN.contains(name)).collect();
        assert!(forgotten.is_empty(), "not in the suite: {forgotten:?}");
    }
}
