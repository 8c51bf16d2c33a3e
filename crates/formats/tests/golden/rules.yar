// Example network, public
// Date: 2026-11-20
// Count: 0
// Tier: strict
// Label: TLP:CLEAR
// Licence: CC BY 4.0
