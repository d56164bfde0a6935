/** Sentences as notes have them. In braces: a value of the patient (`own.`), or of others. */
export const sentences: readonly string[] = `
{own.full} is a 54-year-old male with type 2 diabetes, seen today for follow up.
Pt {own.full} presented to the ED with chest pain on {date}.
Spoke with {own.first} by phone, she will call back.
{own.last} was discharged home in stable condition on {date}.
Called {own.full} at {own.phone}, left voicemail.
DOB {own.birth}. MRN {own.mrn}. Reason: annual physical.
Patient: {own.reversed}   MRN: {own.mrn}   DOB: {own.birth}
{own.upper} ARRIVED BY AMBULANCE WITH SHORTNESS OF BREATH
reminder sent to {own.email} about the colonoscopy prep
{own.lower} c/o nausea x3 days, no fever
{own.initials} tolerated the procedure well.
Mr. {own.last} denies tobacco use.
Home health to visit {own.street} on {reldate}.
Transport needed from {own.street}, {own.city}.
{own.first}'s A1c is 8.2, up from 7.4.
Pt is a resident of {own.city}, lives alone.
Chart of {own.full} ({own.initials}) reviewed prior to visit.
Labs drawn for {own.upper}; potassium 5.9 called to floor.
Signed consent obtained from {own.full}.
Plan discussed with {own.first} and her daughter {first}.
Seen by Dr. {last} in cardiology on {date}.
Referred by {clinician}, MD for evaluation of syncope.
Case discussed with Dr. {full}, who agrees with the plan.
Attending: {full}, MD. Resident: {full}, DO.
Electronically signed by {full}, RN on {date} at 14:32.
Her husband {first} will drive her home.
His wife, {full}, is the health care proxy, phone {phone}.
Emergency contact: {full} (son) {phone}.
Mother {first} has breast cancer, father died of MI at 62.
Daughter {full} reports increased confusion since {reldate}.
Nurse {last} notified of critical value.
Interpreter {full} was present for the entire visit.
Patient's brother {first} {last} donated a kidney in 2014.
Spouse: {full}. Children: {first}, {first} and {first}.
cc: Dr. {first} {last}, {facility}
Discussed with {firstinitial} from case management.
Per {firstinitial}, patient refused the morning dose.
A 67-year-old woman, {full}, was admitted with sepsis.
{full} was brought in by police after a fall.
Consult note dictated by {full} for {full}.
Follow up with {full} in 2 weeks.
Pharmacist {last} called to clarify the metoprolol dose.
Caregiver named {first} assists with bathing and meals.
Patient lives with her partner {first} and two dogs.
Fax results to Dr. {last} at {phone}.
Therapist {full} recommends a walker.
Witnessed by {full} and {full}.
Social worker {first} arranged placement at {facility}.
Transferred from {facility} on {date} for higher level of care.
Underwent CABG at {facility} in 2019.
Moved here from {city} last spring, establishing care.
Born in {city}, works as a carpenter.
Visiting family in {city} when symptoms began.
Patient resides at {street}, {city}.
Mailing address: {street}, {city}, {state} {zip}.
Lives at {street}; apartment has stairs.
Send equipment to {street}.
Works at {facility} as a custodian.
Prior imaging performed at {facility}, records requested.
SSN {ssn} verified with registration.
Social security number is {ssn}.
Medicare ID {mbi}, secondary coverage pending.
Member ID {member}, prior authorization submitted.
Insurance policy number {member} is no longer active.
Account # {mrn} has an outstanding balance.
Old chart under MRN {mrn} was merged.
Medical record number: {mrn}
NPI {npi} listed on the referral.
Card on file {card}, copay collected.
Contact via {email} or {phone}.
Call {phone} with any questions.
Best number to reach him is {phone}.
Pager {phone}
E-mail {email} bounced, please update.
See {url} for the wound photos.
Portal login from {ip} flagged.
Driver license {licence} copied at the front desk.
Admitted {date}, discharged {date}.
Surgery scheduled for {date} at 7:30 am.
LMP {date}.
Last colonoscopy was on {date}, normal.
Symptoms began {reldate} after eating shellfish.
Return to clinic {reldate}.
She fell {reldate} and hit her left hip.
Vaccinated on {date}, lot 12AB.
Next dialysis {reldate}.
Stroke on {date} with residual left weakness.
Biopsy {date}: benign.
Last seen {reldate} for the same complaint.
Patient is a {age}-year-old male with dementia.
Pt is {age} y/o and still drives.
She is {age} years old and lives independently.
Accession {mrn}; specimen received {date}.
Claim {member} denied for missing modifier.
Appointment moved to {date} because {full} is away.
Please tell {first} that the results are normal.
Dear {first}, your labs from {date} are within normal limits.
Thank you, {full}
I, {full}, authorize release of my records to {facility}.
Dr. {last}'s office at {facility} called about the INR.
Patient states that Dr. {last} stopped her lisinopril {reldate}.
Family meeting with {first} and {first} held on {date}.
Left message for {first} {last} at work, {phone}.
Patient requests Dr. {full} as new PCP.
Reviewed by {full}, PharmD.
Roommate {first} called 911 at 3 am.
Hi Dr. {last}, my knee still hurts. Can I come in {reldate}? {own.first}
resched per pt, {own.lower} can't make {date}
no show {date}, lm w/ spouse {first}
APPT W/ DR {last} {date} 0900, PT AWARE
pt's son {first} {last} ({phone}) requests callback
f/u {facility} ortho {date}
d/c'd from {facility} {reldate} on abx
Translator needed, call {first} at {phone} beforehand
Home O2 delivered to {street} by {last}, RT
POA is {full}, niece, lives in {city}.
{own.full} - wound check; dressing changed by {first}, LPN.
Imaging from {city} uploaded {date}.
Bring {own.first} NPO after midnight; ride: {first}, {phone}
New address {street}, {city}; old one bounced.
Patient's employer, {facility}, needs a work note for {date}.
As discussed with {first} {last} over the phone, hold the morning insulin.
Dr {last} (GI) wants a repeat scope {reldate}.
Results released to {own.email} on {date}.
Received call from {full}, home health RN, re elevated BP.
Sister-in-law {first} found him on the floor {reldate}.
ID verified: {own.full}, {own.birth}.
{full} (mom) consented by phone, {phone}.
Grandson {first} translating.
Ex-wife {full} no longer to be contacted.
{own.last} family aware of plan.
Ambulance from {street}, arrived confused.
Vaccine given {date} by {full} at {facility}.
Prior PCP was Dr. {full} of {city}.
RETURNED CALL TO {own.upper}, NO ANSWER
Fell at {facility} where he volunteers.
Subscriber {full}, ID {member}, group plan.
Verified MBI {mbi} with patient's daughter {first}.
Please mail copies to {full}, {street}, {city} {zip}.
Hospice nurse {full} pronounced at 04:12 on {date}.
Father {first} {last} is a carrier.
Discharge instructions reviewed with {first} using teach back.
On call: {full}, {phone}
Sent from my phone - {full}
Lab corrected {date}, called to {first} in the office.
Transfer center spoke with {clinician} at {facility}.
Seen with medical student {full}.
`
  .trim()
  .split('\n');

/** Sentences that name nobody: what a detector changes in them is lost for nothing. */
export const cleanSentences: readonly string[] = `
Patient has a history of Alzheimer's disease and hypertension.
Parkinson disease, on carbidopa-levodopa with good effect.
Framingham risk score 12%, started atorvastatin 40 mg nightly.
Crohn's flare, started prednisone taper.
Positive Babinski sign on the left.
Guillain-Barré syndrome was considered and excluded.
No McBurney point tenderness, Murphy sign negative.
Glasgow Coma Scale 15 on arrival.
Apgar scores 8 and 9.
Foley catheter removed, voiding without difficulty.
Hodgkin lymphoma in remission since 2015.
Started on Eliquis 5 mg BID for atrial fibrillation.
Continue Lasix 40 mg daily and potassium chloride.
Allergic to penicillin and Bactrim, causing rash.
BP 138/82, HR 76, RR 16, SpO2 98% on room air.
WBC 12.4, Hgb 9.8, platelets 210, Na 138, K 4.1.
Lungs clear to auscultation bilaterally.
Heart regular rate and rhythm, no murmurs.
Abdomen soft, non-tender, non-distended.
Patient denies fever, chills, nausea and vomiting.
Pain 7/10 in the right knee, worse with stairs.
Strength 5/5 in all extremities.
The patient was given 2 L of normal saline.
Follow up in 2 weeks with primary care.
Return sooner if symptoms worsen.
Type 2 diabetes mellitus with diabetic chronic kidney disease.
Essential (primary) hypertension
Low back pain, unspecified
Acute upper respiratory infection
Encounter for general adult medical examination without abnormal findings
MRI of the lumbar spine shows L4-L5 disc herniation.
Chest x-ray without infiltrate or effusion.
EKG: sinus rhythm, no ST changes.
Ejection fraction 35% on echocardiogram.
CT head negative for acute bleed.
Pathology: tubular adenoma, no high grade dysplasia.
Urine culture grew Escherichia coli, sensitive to ceftriaxone.
Blood cultures positive for Staphylococcus aureus.
COVID-19 test negative, influenza A positive.
HER2 negative, ER positive breast cancer.
Metformin 1000 mg by mouth twice a day with meals.
Take one tablet every 8 hours as needed for pain.
Insulin glargine 22 units at bedtime.
Warfarin held for INR of 4.2.
Patient is a 67-year-old male with COPD.
45 y/o female with migraine, no aura.
Smokes 1 pack per day for 30 years.
Drinks 2-3 beers on weekends.
Family history of colon cancer in mother at age 60.
Father died of myocardial infarction.
Patient lives with spouse and works as a teacher.
Ambulates with a cane, no recent falls.
Alert and oriented x3, no acute distress.
Depression screening PHQ-9 score 4.
Wound is clean, dry and intact.
Dressing changed, minimal serous drainage.
Physical therapy recommends home exercise program.
Refuses influenza vaccine this season.
Tdap given today, left deltoid.
Counseled on diet, exercise and smoking cessation.
Will order CBC, CMP, lipid panel and A1c.
Refer to Cardiology for stress test.
Discharged to skilled nursing facility.
Patient was seen in the Emergency Department for chest pain.
Admitted to the ICU for septic shock.
Transferred to the floor in stable condition.
Full code. Advance directive on file.
Consent obtained after risks and benefits were explained.
Assessment and Plan: continue current management.
Past Medical History: asthma, GERD, anxiety.
Review of Systems: negative except as above.
Left Ventricular Hypertrophy by voltage criteria.
Stage III chronic kidney disease, creatinine 1.8.
NYHA class II heart failure.
Gleason 3+4 prostate cancer on active surveillance.
Child-Pugh class B cirrhosis.
Wells score 4.5, D-dimer elevated.
CHA2DS2-VASc score of 4, on apixaban.
Bell's palsy improving on prednisone.
Raynaud phenomenon with cold exposure.
Lou Gehrig disease progressing, on riluzole.
Baker's cyst behind the left knee.
Colles fracture reduced under hematoma block.
Epstein-Barr virus titers pending.
Hashimoto thyroiditis, TSH 6.8.
Patient on Humira for rheumatoid arthritis.
Ozempic stopped because of nausea.
Keppra level within range.
Tylenol as needed for fever.
Received two units of packed red blood cells.
Vitamin D 2000 units daily.
Hepatitis B surface antigen negative.
Group A strep positive, started amoxicillin.
Mother reports that the baby is feeding well.
Child is meeting developmental milestones.
Grade 2 ankle sprain, ice and elevation.
May return to work without restrictions.
Patient will call with any change.
Mark the incision site before surgery.
Rose-colored rash on the trunk.
Grace period for the payment plan explained.
Will need a ride after the procedure.
Art therapy and group sessions continue.
Sugar 212 before lunch, gave 4 units.
Chase the results of the biopsy.
The stone measured 6 mm in the distal ureter.
Long QT noted, stopped ondansetron.
White count trending down.
Brown sputum, no blood.
Young adult with sickle cell trait.
Normal vaginal delivery at 39 weeks.
Diagnosed with lupus in 2018.
Remission for 5 years.
Symptoms for 3 days.
Biopsy results will be available in 5 to 7 days.
Use walker at all times.
Cataract surgery in both eyes.
Hearing aids are working well.
He was treated with cisplatin and etoposide.
She takes Synthroid 88 mcg every morning.
Medicare covers the continuous glucose monitor.
Patient is African American with a history of sarcoidosis.
Hispanic female, Spanish interpreter used.
Per ADA guidelines, goal A1c below 7.
ACE inhibitor stopped for cough.
Naloxone kit prescribed.
Cervical cancer screening is up to date.
Sitting up in bed, eating breakfast.
Nurse at bedside, call light within reach.
Doctor will round in the morning.
ROM full, no effusion, Lachman negative.
Dix-Hallpike positive on the right.
Trendelenburg gait on exam.
Kussmaul respirations noted in DKA.
Clostridioides difficile toxin positive, oral vancomycin started.
Lyme titer negative.
Pap smear normal, HPV negative.
Zoster vaccine recommended.
GFR estimated at 58.
Anion gap 18, lactate 4.2.
NS bolus 1000 mL then 125 mL/hr.
Rx refilled for 90 days with 3 refills.
DVT prophylaxis with enoxaparin.
The fracture is healing in good alignment.
Sensation intact to light touch.
Cranial nerves II through XII intact.
Pupils equal, round and reactive to light.
Speech is fluent, no aphasia.
Sleep apnea, uses CPAP 8 cm nightly.
needs interpreter, prefers morning appts
pt wants to discuss side effects of new med
annual wellness visit, fasting labs beforehand
REFILL REQUEST: ATORVASTATIN 40 MG
CHEST PAIN RESOLVED AFTER NITROGLYCERIN
PATIENT STABLE, CONTINUE CURRENT PLAN
f/u htn, recheck bmp
knee inj, bring prior films
post op visit 2 wks
Result: Negative for intraepithelial lesion or malignancy.
Gram stain: moderate Gram positive cocci in clusters.
Specimen hemolyzed, please recollect.
Hemoglobin A1c 7.9 % (H)
Thyroid ultrasound: 1.2 cm nodule, TI-RADS 3.
Impression: Mild degenerative changes. No acute fracture.
Findings consistent with Paget disease of bone.
Barrett's esophagus without dysplasia.
Mallory-Weiss tear on endoscopy.
Charcot joint of the left foot.
Ankle-brachial index 0.7.
Modified Rankin Scale 2.
Braden score 18, low risk.
Morse fall scale high, bed alarm on.
Mini-Cog abnormal, MoCA 21/30.
Start Jardiance 10 mg, stop glipizide.
Flu shot declined.
Wheelchair van needed for transport.
Allergies: sulfa, latex, shellfish.
Insurance requires prior authorization for Ozempic.
Bring medication bottles to the appointment.
Blood pressure log reviewed, average 128/76.
Wears glasses, last eye exam two years back.
Tolerating PO, ambulating, pain controlled.
Cough for 2 weeks, worse at night.
New onset seizure, loaded with Keppra.
Patient education on insulin injection provided.
Lives in an apartment on the second floor with an elevator.
Retired nurse, enjoys gardening.
Works night shifts at a warehouse.
Moved in with family after discharge.
Reason for visit: medication refill
Telehealth visit, video failed, switched to phone.
`
  .trim()
  .split('\n');
