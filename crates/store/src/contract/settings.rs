//! Settings.

use super::samples::begin;
use crate::Store;

pub async fn a_setting_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert_eq!(unit.setting("key").await.unwrap(), None);
    for value in [b"first".as_slice(), b"", &[0, 255, 0]] {
        unit.put_setting("key", value).await.unwrap();
        assert_eq!(
            unit.setting("key").await.unwrap().unwrap().as_slice(),
            value
        );
    }
    unit.put_setting("other", b"x").await.unwrap();
    assert_eq!(
        unit.setting("other").await.unwrap().unwrap().as_slice(),
        b"x"
    );
}

pub async fn of_many_settings_those_that_are_there_are_told(store: &dyn Store) {
    let mut unit = begin(store).await;
    let names: Vec<String> = (0..700).map(|n| format!("name {n}")).collect();
    for held in ["name 3", "name 690", "another"] {
        unit.put_setting(held, b"value").await.unwrap();
    }
    unit.delete_setting("name 690").await.unwrap();
    unit.put_setting("name 691", b"").await.unwrap();
    let mut held: Vec<_> = unit
        .settings_among(&names)
        .await
        .unwrap()
        .into_iter()
        .collect();
    held.sort();
    assert_eq!(held, ["name 3", "name 691"]);
    assert!(unit.settings_among(&[]).await.unwrap().is_empty());
}

pub async fn a_deleted_setting_is_gone(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_setting("key", b"value").await.unwrap();
    unit.delete_setting("key").await.unwrap();
    unit.delete_setting("never there").await.unwrap();
    assert_eq!(unit.setting("key").await.unwrap(), None);
}
