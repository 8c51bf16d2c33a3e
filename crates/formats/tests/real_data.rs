//! Published lists of the field: every file of the formats that are read here, with its count.
#![expect(clippy::panic, reason = "tests fail loudly")]

mod data;

use fanal_formats::{Fault, Format, Options, Reading, read, sniff};
use fanal_protocol::Label::{Clear, Red};
use fanal_protocol::Role;
use fanal_stix::Kind;

fn reading(test: &str, path: &str) -> Option<Result<Reading, Fault>> {
    let bytes = data::bytes(test, path)?;
    Some(read(
        None,
        &bytes,
        &Options {
            file_name: Some(path),
            ..Options::default()
        },
    ))
}

/// Path, format, values, refused, merged. Values, refused and merged together are the values in the file.
fn check(test: &str, files: &[(&str, Format, usize, usize, usize)]) {
    for (path, format, found, refused, merged) in files {
        let Some(reading) = reading(test, path) else {
            return;
        };
        let reading = reading.unwrap_or_else(|fault| panic!("{path}: {fault}"));
        let counted = (
            reading.format,
            reading.indicators.len(),
            reading.refused.len(),
            reading.merged,
        );
        assert_eq!(counted, (*format, *found, *refused, *merged), "{path}");
        assert_eq!(
            (reading.label, reading.unreadable_marking),
            (None, None),
            "{path}"
        );
    }
}

fn kinds(reading: &Reading, kind: Kind) -> usize {
    reading
        .indicators
        .iter()
        .filter(|found| found.value.kind() == kind)
        .count()
}

#[test]
fn real_data_lists_are_read_in_full() {
    let list = Format::List;
    check(
        "real_data_lists_are_read_in_full",
        &[
            (
                "amnesty/2018-12-19_best_practice/domains.txt",
                list,
                216,
                0,
                0,
            ),
            ("amnesty/2020-03-12_uzbekistan/domains.txt", list, 71, 0, 0),
            ("amnesty/2020-03-12_uzbekistan/ips.txt", list, 22, 0, 0),
            ("amnesty/2020-03-12_uzbekistan/samples.txt", list, 3, 0, 0),
            ("amnesty/2020-06-15_india/domains.txt", list, 3, 0, 0),
            ("amnesty/2020-06-15_india/emails.txt", list, 5, 0, 0),
            ("amnesty/2020-06-15_india/ips.txt", list, 5, 0, 0),
            ("amnesty/2020-06-15_india/sha256.txt", list, 12, 0, 0),
            ("amnesty/2021-07-18_nso/domains.txt", list, 1_438, 0, 0),
            ("amnesty/2021-07-18_nso/emails.txt", list, 29, 0, 0),
            ("amnesty/2021-07-18_nso/files.txt", list, 1, 0, 0),
            ("amnesty/2021-07-18_nso/processes.txt", list, 81, 0, 0),
            (
                "amnesty/2021-07-18_nso/v4_validation_domains.txt",
                list,
                26,
                0,
                0,
            ),
            (
                "amnesty/2021-12-16_cytrox/config_profiles.txt",
                list,
                1,
                0,
                0,
            ),
            ("amnesty/2021-12-16_cytrox/domains.txt", list, 336, 0, 0),
            ("amnesty/2021-12-16_cytrox/file_paths.txt", list, 6, 0, 0),
            (
                "amnesty/2024-12-16_serbia_novispy/domains.txt",
                list,
                7,
                0,
                0,
            ),
            (
                "amnesty/2024-12-16_serbia_novispy/package_cert_hashes.txt",
                list,
                3,
                0,
                0,
            ),
            (
                "amnesty/2024-12-16_serbia_novispy/package_names.txt",
                list,
                4,
                0,
                0,
            ),
            (
                "amnesty/2024-12-16_serbia_novispy/sha256.txt",
                list,
                4,
                0,
                0,
            ),
            (
                "mvt-indicators/2022-06-23_rcs_lab/domains.txt",
                list,
                26,
                0,
                0,
            ),
            (
                "mvt-indicators/2022-06-23_rcs_lab/package_names.txt",
                list,
                5,
                0,
                0,
            ),
            (
                "mvt-indicators/2022-06-23_rcs_lab/sha256.txt",
                list,
                9,
                0,
                0,
            ),
            // Two of its seven lines are paths without a host.
            ("csv-lists/maltrail/android_flexispy.txt", list, 5, 2, 0),
            ("csv-lists/maltrail/apt_pegasus.txt", list, 1_524, 0, 196),
            ("stalkerware/generated/hosts", list, 925, 0, 0),
            ("stalkerware/generated/hosts_full", list, 989, 0, 0),
            ("stalkerware/generated/quad9_blocklist.txt", list, 960, 0, 9),
        ],
    );
}

#[test]
fn real_data_the_name_of_a_list_says_what_its_lines_are() {
    let test = "real_data_the_name_of_a_list_says_what_its_lines_are";
    for (path, kind, count) in [
        (
            "amnesty/2021-07-18_nso/processes.txt",
            Kind::ProcessName,
            81,
        ),
        ("amnesty/2021-07-18_nso/files.txt", Kind::FileName, 1),
        (
            "amnesty/2021-12-16_cytrox/config_profiles.txt",
            Kind::ConfigurationProfileId,
            1,
        ),
        (
            "amnesty/2021-12-16_cytrox/file_paths.txt",
            Kind::FilePath,
            6,
        ),
        (
            "amnesty/2024-12-16_serbia_novispy/package_names.txt",
            Kind::AppId,
            4,
        ),
        (
            "amnesty/2024-12-16_serbia_novispy/package_cert_hashes.txt",
            Kind::CertificateSha256,
            3,
        ),
        // Named domains, holds addresses.
        (
            "amnesty/2024-12-16_serbia_novispy/domains.txt",
            Kind::Ipv4,
            7,
        ),
        ("stalkerware/generated/quad9_blocklist.txt", Kind::Url, 2),
        ("csv-lists/maltrail/android_flexispy.txt", Kind::Url, 4),
    ] {
        let Some(reading) = reading(test, path) else {
            return;
        };
        assert_eq!(kinds(&reading.unwrap(), kind), count, "{path}");
    }
}

#[test]
fn real_data_tables_are_read_in_full() {
    let csv = Format::Csv;
    check(
        "real_data_tables_are_read_in_full",
        &[
            // 604 rows, two values each.
            ("amnesty/2018-08-01_nso/indicators.csv", csv, 1_191, 0, 17),
            (
                "csv-lists/meta/2021_04_taking_action_against_hackers_in_palestine.csv",
                csv,
                237,
                0,
                6,
            ),
            // One "domain" has no dot.
            (
                "csv-lists/meta/2021_12_taking_action_against_surveillance_for_hire.csv",
                csv,
                312,
                1,
                0,
            ),
            (
                "csv-lists/meta/2021_12_taking_action_against_surveillance_for_hire.tsv",
                csv,
                312,
                1,
                0,
            ),
            // Three indicators are sentences, three cells are empty.
            (
                "csv-lists/meta/Q4_2023_Pakistan_based_Espionage_network.csv",
                csv,
                41,
                3,
                0,
            ),
            // One MD5 is a digit short.
            ("csv-lists/unit42/APT33.csv", csv, 93, 1, 2),
            ("csv-lists/unit42/henbox_samples.csv", csv, 226, 0, 204),
            (
                "csv-lists/volexity/2023/2023-09-22_EvilBamboo/indicators/iocs.csv",
                csv,
                243,
                0,
                0,
            ),
            // Three are `wss://`.
            (
                "csv-lists/volexity/2025/2025-10-08_UTA0388/iocs.csv",
                csv,
                55,
                3,
                0,
            ),
            ("stalkerware/generated/network.csv", csv, 1_025, 0, 9),
            ("stalkerware/samples.csv", csv, 4_078, 0, 2_338),
            // The word `domain` is no domain.
            ("targetedthreats/targetedthreats.csv", csv, 3_231, 1, 16),
        ],
    );
}

#[test]
fn real_data_a_table_without_indicators_is_refused() {
    let test = "real_data_a_table_without_indicators_is_refused";
    let Some(reading) = reading(test, "targetedthreats/reports.csv") else {
        return;
    };
    assert!(matches!(
        reading.err().unwrap(),
        Fault::NotThisFormat {
            format: Format::Csv,
            ..
        }
    ));
}

#[test]
fn real_data_a_soft_hyphen_inside_a_domain_is_undone() {
    let test = "real_data_a_soft_hyphen_inside_a_domain_is_undone";
    let Some(reading) = reading(test, "targetedthreats/targetedthreats.csv") else {
        return;
    };
    let reading = reading.unwrap();
    assert!(
        reading
            .indicators
            .iter()
            .all(|found| found.value.text().is_ascii())
    );
    let refused = reading.refused.first().unwrap();
    assert_eq!(
        (refused.place.as_str(), refused.text.as_str()),
        ("row 610 column ioc", "domain")
    );
}

#[test]
fn real_data_the_stalkerware_list_is_read_with_roles_and_names() {
    let test = "real_data_the_stalkerware_list_is_read_with_roles_and_names";
    check(
        test,
        &[
            ("stalkerware/ioc.yaml", Format::Stalkerware, 2_607, 0, 142),
            ("stalkerware/watchware.yaml", Format::Stalkerware, 163, 0, 2),
        ],
    );
    // [IMP-19] What watches openly stays apart.
    let Some(watchware) = reading(test, "stalkerware/watchware.yaml") else {
        return;
    };
    assert_eq!(watchware.unwrap().suggested_category, Some("watchware"));
    let Some(reading) = reading(test, "stalkerware/ioc.yaml") else {
        return;
    };
    let reading = reading.unwrap();
    assert_eq!(reading.suggested_category, Some("stalkerware"));
    let count = |kind: Kind, role: Role| {
        let is_wanted =
            |found: &&fanal_formats::Found| found.value.kind() == kind && found.role == Some(role);
        reading.indicators.iter().filter(is_wanted).count()
    };
    // 925 domains, 65 `ips` and 3 `ip` are servers; what is a server too is no mere website.
    assert_eq!(count(Kind::DomainName, Role::C2), 925);
    assert_eq!(count(Kind::Ipv4, Role::C2), 68);
    assert_eq!(count(Kind::CertificateSha1, Role::Payload), 471);
    assert_eq!(count(Kind::Url, Role::Delivery), 2);
    assert!(reading.indicators.iter().all(|found| found.name.is_some()));
}

#[test]
fn real_data_stix_bundles_are_read_with_their_objects() {
    let test = "real_data_stix_bundles_are_read_with_their_objects";
    let stix = Format::Stix;
    check(
        test,
        &[
            ("amnesty/2021-07-18_nso/pegasus.stix2", stix, 1_549, 0, 0),
            ("amnesty/2021-12-16_cytrox/cytrox.stix2", stix, 343, 0, 0),
            (
                "amnesty/2024-12-16_serbia_novispy/novispy.stix2",
                stix,
                18,
                0,
                0,
            ),
            (
                "mvt-indicators/2022-06-23_rcs_lab/rcs.stix2",
                stix,
                40,
                0,
                0,
            ),
            (
                "mvt-indicators/2023-04-11_quadream/kingspawn.stix2",
                stix,
                167,
                0,
                0,
            ),
            (
                "mvt-indicators/2023-06_01_operation_triangulation/operation_triangulation.stix2",
                stix,
                112,
                0,
                0,
            ),
            ("mvt-indicators/cellebrite/cellebrite.stix2", stix, 1, 0, 0),
            // 17 copies of objects, 58 patterns repeated under other ids.
            (
                "stalkerware/generated/stalkerware.stix2",
                stix,
                2_033,
                0,
                75,
            ),
        ],
    );
    let Some(reading) = reading(test, "stalkerware/generated/stalkerware.stix2") else {
        return;
    };
    let reading = reading.unwrap();
    assert_eq!(reading.objects.len(), 4_280);
    assert!(
        reading
            .indicators
            .iter()
            .all(|found| found.name.is_some() && found.object_id.is_some())
    );
    assert_eq!(
        reading
            .indicators
            .iter()
            .map(|found| found.also_in.len())
            .sum::<usize>(),
        58
    );
}

#[test]
fn real_data_markings_of_stix_examples_are_read() {
    let test = "real_data_markings_of_stix_examples_are_read";
    for (path, label, is_readable) in [
        (
            "stix-examples/tlp/141-TLP-marking-structures-2.1.json",
            Some(Red),
            true,
        ),
        (
            "stix-examples/tlp/141-TLP-marking-structures-2.0.json",
            Some(Red),
            true,
        ),
        ("stix-examples/opencti/sectors.json", Some(Clear), true),
        (
            "stix-examples/json-schemas/interop-objectmarking-test.json",
            None,
            false,
        ),
    ] {
        let Some(reading) = reading(test, path) else {
            return;
        };
        let reading = reading.unwrap();
        assert_eq!(
            (reading.label, reading.unreadable_marking.is_none()),
            (label, is_readable),
            "{path}"
        );
    }
}

#[test]
fn real_data_json_of_other_kinds_is_refused_not_read_as_text() {
    let test = "real_data_json_of_other_kinds_is_refused_not_read_as_text";
    for path in [
        "misp-events/pymisp/sharing_groups.json",
        "misp-events/pymisp/describeTypes.json",
        "misp-events/pymisp/schema.json",
        "warninglists/schema.json",
        "taxonomies/tlp/machinetag.json",
    ] {
        let Some(bytes) = data::bytes(test, path) else {
            return;
        };
        assert_eq!(sniff(&bytes, Some(path)), Format::Stix, "{path}");
        let reading = read(None, &bytes, &Options::default());
        let is_empty = |reading: Reading| reading.objects.is_empty() && !reading.refused.is_empty();
        assert!(reading.map_or(true, is_empty), "{path}");
    }
}
